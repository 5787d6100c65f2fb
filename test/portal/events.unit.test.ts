import { describe, expect, it } from 'vitest';
import { fileAddress } from '../../portal/src/activity-log/event-names.js';
import { eventsInAll, eventsSoFar } from '../../portal/src/activity-log/event-counts.js';
import { rawText } from '../../portal/src/activity-log/raw-text.js';
import { axisText, bucketRange, canNarrow, timelineBars } from '../../portal/src/activity-log/timeline-data.js';
import { totalOf } from '../../portal/src/ui/bars.js';
import { roundTop, ticksOf } from '../../portal/src/ui/chart-scale.js';
import { EVENT_PHRASES, phraseOf } from '../../portal/src/words/event-phrases.js';
import { classify, EVENT_TYPES } from '../../src/box/event-types.js';

const NONE = { modifies: 0, shares: 0, moves: 0, removes: 0, reads: 0, other: 0 };
const summary = {
  from: '2026-11-24T00:00:00.000Z',
  to: '2026-11-24T00:25:00.000Z',
  bucketSeconds: 600,
  buckets: [
    { at: '2026-11-24T00:00:00.000Z', total: 3, byCategory: { ...NONE, reads: 2, shares: 1 } },
    { at: '2026-11-24T00:10:00.000Z', total: 0, byCategory: NONE },
    { at: '2026-11-24T00:20:00.000Z', total: 1, byCategory: { ...NONE, other: 1 } },
  ],
  byType: [],
  total: 4,
};

describe('event types in words', () => {
  it('has no type under a category that Boxward would not put it in', () => {
    for (const [category, phrases] of Object.entries(EVENT_PHRASES)) {
      for (const type of Object.keys(phrases)) expect({ type, ...classify(type) }).toMatchObject({ type, category });
    }
  });

  it('has a phrase for every type that does something to a file', () => {
    const silent = [...EVENT_TYPES].filter(
      ([type, { category }]) => category !== 'other' && !(type in EVENT_PHRASES[category]),
    );
    expect(silent).toEqual([]);
  });

  it('makes words of a type that it does not know', () => {
    expect(phraseOf('SHARE')).toBe('Link or share created');
    expect(phraseOf('SOMETHING_QUITE_NEW')).toBe('Something quite new');
    expect(phraseOf('toString')).toBe('Tostring');
    expect(phraseOf('')).toBe('Unknown event');
  });
});

describe('the timeline', () => {
  it('stacks what was counted', () => {
    const bars = timelineBars(summary);
    expect(bars.map(totalOf)).toEqual([3, 0, 1]);
    expect(bars[0]!.parts.find(({ label }) => label === 'Sharing')).toMatchObject({ value: 1 });
  });

  it('leads from a bar to its time, and no further than the range', () => {
    expect(bucketRange(summary, 0)).toEqual({ from: '2026-11-24T00:00:00.000Z', to: '2026-11-24T00:10:00.000Z' });
    expect(bucketRange(summary, 2)).toEqual({ from: '2026-11-24T00:20:00.000Z', to: summary.to });
    expect(bucketRange(summary, 3)).toBeNull();
  });

  it('ends narrowing at a minute', () => {
    expect(canNarrow(summary)).toBe(true);
    expect(canNarrow({ ...summary, to: '2026-11-24T00:01:00.000Z', bucketSeconds: 1 })).toBe(false);
  });

  it('has as many words on its axis as there is room for', () => {
    expect(axisText(0, 3_600_000, 3)).toHaveLength(3);
  });

  it('ends with a round number at or above its highest bar', () => {
    expect([0, 1, 3, 7, 10, 11, 41, 999].map(roundTop)).toEqual([2, 2, 4, 8, 10, 20, 60, 1000]);
    expect(ticksOf(4)).toEqual([4, 2, 0]);
  });
});

describe('an event', () => {
  it('leads to its file, and to nothing else', () => {
    const item = { type: 'file', id: '7', name: 'a', ownerId: null, parentId: null } as const;
    expect(fileAddress({ connectionId: 'c', item })).toBe('/files?connectionId=c&file=c%2F7');
    expect(fileAddress({ connectionId: 'c', item: { ...item, type: 'folder' } })).toBeNull();
    expect(fileAddress({ connectionId: 'c', item: null })).toBeNull();
  });

  it('shows what in its JSON is not seen, and stays the same JSON', () => {
    const raw = { name: 'invoice\u202Efdp.exe', zero: '\u200B' };
    expect(rawText(raw)).toContain('invoice\\u202efdp.exe');
    expect(JSON.parse(rawText(raw))).toEqual(raw);
  });

  it('is counted among those of its connection', () => {
    const stream = (id: string, events: number | null) => ({ id, eventStream: events === null ? null : { events } });
    const all = [stream('a', 3), stream('b', 4), stream('c', null)];
    expect(eventsSoFar(all, undefined)).toBe(7);
    expect(eventsSoFar(all, 'b')).toBe(4);
    const before = { ...stream('a', 3), backfill: { events: 20 } };
    expect(eventsInAll([before, { ...stream('b', null), backfill: null }])).toBe(23);
  });
});
