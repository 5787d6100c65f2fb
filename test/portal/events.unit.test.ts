import { describe, expect, it } from 'vitest';
import { allEvents, streamedEvents } from '../../portal/src/activity-log/event-counts.js';
import { rawText } from '../../portal/src/activity-log/raw-text.js';
import { axisText, bucketRange, canZoom, timelineBars } from '../../portal/src/activity-log/timeline-data.js';
import { totalOf } from '../../portal/src/ui/bars.js';
import { axisTicks, axisTop } from '../../portal/src/ui/chart-scale.js';
import { EVENT_PHRASES, eventPhrase } from '../../portal/src/words/event-phrases.js';
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
  retainedFrom: null,
};

describe('the phrases of event types', () => {
  it('are in the categories that Boxward gives the types', () => {
    for (const [category, phrases] of Object.entries(EVENT_PHRASES)) {
      for (const type of Object.keys(phrases)) expect({ type, ...classify(type) }).toMatchObject({ type, category });
    }
  });

  it('exist for every type that concerns a file', () => {
    const missing = [...EVENT_TYPES].filter(
      ([type, { category }]) => category !== 'other' && !(type in EVENT_PHRASES[category]),
    );
    expect(missing).toEqual([]);
  });

  it('are made from the name of an unknown type', () => {
    expect(eventPhrase('SHARE')).toBe('Shared link created');
    expect(eventPhrase('SOMETHING_QUITE_NEW')).toBe('Something quite new');
    expect(eventPhrase('toString')).toBe('Tostring');
    expect(eventPhrase('')).toBe('Unknown event');
  });
});

describe('the timeline', () => {
  it('stacks the counts by category', () => {
    const bars = timelineBars(summary);
    expect(bars.map(totalOf)).toEqual([3, 0, 1]);
    expect(bars[0]!.parts.find(({ label }) => label === 'Sharing')).toMatchObject({ value: 1 });
  });

  it('cuts the last bar at the end of the range', () => {
    expect(bucketRange(summary, 0)).toEqual({ from: '2026-11-24T00:00:00.000Z', to: '2026-11-24T00:10:00.000Z' });
    expect(bucketRange(summary, 2)).toEqual({ from: '2026-11-24T00:20:00.000Z', to: summary.to });
    expect(bucketRange(summary, 3)).toBeNull();
  });

  it('zooms in to one minute at most', () => {
    expect(canZoom(summary)).toBe(true);
    expect(canZoom({ ...summary, to: '2026-11-24T00:01:00.000Z', bucketSeconds: 1 })).toBe(false);
  });

  it('has the requested number of labels on its axis', () => {
    expect(axisText(0, 3_600_000, 3)).toHaveLength(3);
  });

  it('ends its scale with a round number at or above the highest bar', () => {
    expect([0, 1, 3, 7, 10, 11, 41, 999].map(axisTop)).toEqual([2, 2, 4, 8, 10, 20, 60, 1000]);
    expect(axisTicks(4)).toEqual([4, 2, 0]);
  });
});

describe('an event’s JSON', () => {
  it('shows invisible characters as escapes, and stays the same JSON', () => {
    const raw = { name: 'invoice\u202Efdp.exe', zero: '\u200B' };
    expect(rawText(raw)).toContain('invoice\\u202efdp.exe');
    expect(JSON.parse(rawText(raw))).toEqual(raw);
  });
});

describe('the number of events', () => {
  it('is the sum over all connections, or that of one', () => {
    const stream = (id: string, events: number | null) => ({ id, eventStream: events === null ? null : { events } });
    const all = [stream('a', 3), stream('b', 4), stream('c', null)];
    expect(streamedEvents(all, undefined)).toBe(7);
    expect(streamedEvents(all, 'b')).toBe(4);
    const backfilled = { ...stream('a', 3), backfill: { events: 20 } };
    expect(allEvents([backfilled, { ...stream('b', null), backfill: null }])).toBe(23);
  });
});
