import { describe, expect, it } from 'vitest';
import {
  advance,
  endGap,
  moveTo,
  needsNewPosition,
  noteFailure,
  noteSilence,
  openStream,
  requestedPeriod,
} from '../../workflows/support/followed-stream.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.UTC(2026, 10, 20, 12);
const at = (ms: number): string => new Date(NOON + ms).toISOString();
const pauses = { minMs: 1_000, maxMs: 30_000 };
const open = () => openStream({ connectionId: 'c', anchor: { position: '1', at: at(0) } }, 1_000, NOON);
const page = (more: object = {}) => ({
  received: 0,
  stored: 0,
  nextPosition: '1',
  polledAt: at(MINUTE),
  moreIsLikely: false,
  newestAt: null,
  ...more,
});

describe('the position of an event stream', () => {
  it('is current after an empty page, and otherwise as old as the events before it', () => {
    const stream = open();
    advance(
      stream,
      page({ received: 5, stored: 5, nextPosition: '2', polledAt: at(HOUR), newestAt: at(MINUTE) }),
      pauses,
    );
    expect(stream.current).toEqual({ position: '2', at: at(MINUTE) });
    advance(stream, page({ nextPosition: null, polledAt: at(HOUR) }), pauses);
    expect(stream.current).toEqual({ position: '2', at: at(HOUR) });
  });

  it('never becomes older through a late event, nor newer than the poll through one dated in the future', () => {
    const stream = open();
    advance(stream, page({ received: 1, stored: 1, newestAt: at(-30 * 24 * HOUR) }), pauses);
    expect(stream.current.at).toBe(at(0));
    advance(stream, page({ received: 1, stored: 1, newestAt: at(24 * HOUR) }), pauses);
    expect(stream.current.at).toBe(at(MINUTE));
  });

  it('is given up after 13 days, and when 50 pages in a row bring only known events', () => {
    const stream = open();
    expect(needsNewPosition(stream, NOON + 12 * 24 * HOUR)).toBe(false);
    expect(needsNewPosition(stream, NOON + 14 * 24 * HOUR)).toBe(true);
    for (let i = 0; i < 50; i += 1) advance(stream, page({ received: 3, nextPosition: String(i % 2) }), pauses);
    expect(needsNewPosition(stream, NOON)).toBe(true);
    advance(stream, page({ received: 3, stored: 1 }), pauses);
    expect(needsNewPosition(stream, NOON)).toBe(false);
  });
});

describe('a gap', () => {
  it('reaches from the last position to the new one, is read with an overlap, and its end twice', () => {
    const stream = open();
    moveTo(stream, { position: '9', at: at(HOUR) });
    expect(stream.gap).toMatchObject({ from: at(0), to: at(HOUR), reason: 'lost' });
    expect(requestedPeriod(stream.gap!)).toEqual({ from: at(-15 * MINUTE), to: at(75 * MINUTE) });
    const { filled } = endGap(stream, stream.gap!, at(HOUR));
    expect(filled).toEqual({ from: at(0), to: at(HOUR) });
    expect(stream.gap).toMatchObject({ from: at(HOUR), to: at(HOUR), reason: 'settling', notBefore: at(75 * MINUTE) });
    expect(endGap(stream, stream.gap!, at(75 * MINUTE))).toEqual({ filled: null, streamIsDeaf: false });
    expect(stream.gap).toBeNull();
  });

  it('that is not filled yet becomes part of the next one', () => {
    const stream = open();
    moveTo(stream, { position: '9', at: at(HOUR) });
    moveTo(stream, { position: '10', at: at(2 * HOUR) });
    expect(stream.gap).toMatchObject({ from: at(0), to: at(2 * HOUR), position: null });
  });

  it('grows while the stream fails, each part of it read once, and ends when the stream works', () => {
    const stream = open();
    noteFailure(stream, NOON + HOUR);
    expect(stream.gap).toMatchObject({ from: at(0), to: at(HOUR), reason: 'meanwhile' });
    endGap(stream, stream.gap!, at(HOUR + MINUTE));
    noteFailure(stream, NOON + 2 * HOUR);
    expect(stream.gap).toMatchObject({ from: at(HOUR), to: at(2 * HOUR), reason: 'meanwhile' });
    expect(stream.failing).toMatchObject({ since: at(HOUR), readTo: at(HOUR) });
    advance(stream, page(), pauses);
    expect(stream.failing).toBeNull();
  });
});

describe('a silent stream', () => {
  it('is checked against the log each hour, and is not trusted if the log has events that it lacks', () => {
    const stream = open();
    noteSilence(stream, NOON + 59 * MINUTE);
    expect(stream.gap).toBeNull();
    noteSilence(stream, NOON + HOUR);
    expect(stream.gap).toMatchObject({ from: at(0), to: at(50 * MINUTE), reason: 'quiet' });
    // The stream may still deliver the last ten minutes.
    expect(requestedPeriod(stream.gap!).to).toBe(at(50 * MINUTE));
    expect(endGap(stream, { ...stream.gap!, stored: 0 }, at(50 * MINUTE))).toEqual({
      filled: null,
      streamIsDeaf: false,
    });
    noteSilence(stream, NOON + 2 * HOUR);
    expect(endGap(stream, { ...stream.gap!, stored: 2 }, at(2 * HOUR)).streamIsDeaf).toBe(true);
  });
});
