/** The state of one run of FollowEventsWorkflow, and the rules by which it changes. Pure: nothing here knows Temporal. */
import type { FollowedStream, FollowEventsInput, NewestEvent, StreamGap, StreamPosition } from '../contract.js';

/** Box keeps two weeks in the live stream. If our position is older than this, a new one is taken. */
const MAX_POSITION_AGE_MS = 13 * 24 * 3_600_000;
/** How far a filled gap reaches beyond both of its ends, in milliseconds. */
const OVERLAP_MS = 15 * 60_000;
/** After so many pages in a row that bring only known events, the position is given up: the stream leads in a circle. */
const FRUITLESS_PAGES = 50;
/** After so long without an event, the log is asked whether the stream has missed any, in milliseconds. */
const QUIET_MS = 3_600_000;

/** The delay of the stream that is not taken for silence, in milliseconds. */
const STREAM_DELAY_MS = 10 * 60_000;

/** The state of one run. Times are RFC 3339 UTC. */
export interface Stream {
  current: StreamPosition;
  gap: StreamGap | null;
  failing: { readonly since: string; readonly readTo: string } | null;
  quietSince: string;
  newest: NewestEvent | null;
  stored: number;
  pauseMs: number;
  fruitless: number;
}

/** The stream at the start of a run. */
export function openStream({ anchor, carriedOver }: FollowEventsInput, pauseMs: number, now: number): Stream {
  return {
    current: anchor,
    gap: carriedOver?.hole ?? null,
    failing: carriedOver?.failing ?? null,
    quietSince: carriedOver?.quietSince ?? toTime(now),
    newest: carriedOver?.newest ?? null,
    stored: carriedOver?.stored ?? 0,
    pauseMs,
    fruitless: 0,
  };
}

/** What continue-as-new carries over besides the position. */
export const carriedOverOf = ({ gap, failing, quietSince, newest, stored }: Stream): FollowedStream => ({
  hole: gap,
  failing,
  quietSince,
  newest,
  stored,
});

/** A page as the activity returns it; workers of earlier versions omit `newestAt`. */
export interface Page {
  readonly received: number;
  readonly stored: number;
  readonly nextPosition: string | null;
  readonly polledAt: string;
  readonly moreIsLikely: boolean;
  readonly newestAt?: string | null;
}

/** Moves the stream behind a page that was stored. `minMs` and `maxMs` are the bounds of the pause between polls. */
export function advance(
  stream: Stream,
  page: Page,
  { minMs, maxMs }: { readonly minMs: number; readonly maxMs: number },
): void {
  const { received, stored, nextPosition, polledAt, newestAt = null } = page;
  const position = nextPosition ?? stream.current.position;
  // Only an empty page shows that a position is current. Another one is as old as the events that lead to it.
  const reached = received === 0 ? polledAt : earlier(newestAt ?? stream.current.at, polledAt);
  stream.current = { position, at: later(stream.current.at, reached) };
  stream.failing = null;
  stream.stored += stored;
  stream.fruitless = stored > 0 ? 0 : received > 0 ? stream.fruitless + 1 : stream.fruitless;
  if (received > 0) stream.quietSince = polledAt;
  if (newestAt !== null) {
    stream.newest = { at: newestAt, lagMs: Math.max(Date.parse(polledAt) - Date.parse(newestAt), 0) };
  }
  stream.pauseMs = stored > 0 ? minMs : Math.min(stream.pauseMs * 1.5, maxMs);
}

/** Whether a new position is needed: Box no longer keeps the events after ours, or the stream leads in a circle. */
export const needsNewPosition = ({ current, fruitless }: Stream, now: number): boolean =>
  now - Date.parse(current.at) > MAX_POSITION_AGE_MS || fruitless >= FRUITLESS_PAGES;

/** Continues from a new position: the events between the old one and it are lost to the stream, and read from the log. */
export function moveTo(stream: Stream, position: StreamPosition): void {
  const from = stream.gap ? earlier(stream.gap.from, stream.current.at) : stream.current.at;
  stream.gap = { from, to: position.at, position: null, reason: 'lost' };
  stream.current = position;
  stream.fruitless = 0;
}

/** Notes that the stream could not be read: until it works again, its events are read from the log. */
export function noteFailure(stream: Stream, now: number): void {
  const failing = stream.failing ?? { since: toTime(now), readTo: stream.current.at };
  stream.failing = failing;
  stream.gap ??= { from: failing.readTo, to: toTime(now), position: null, reason: 'meanwhile' };
}

/** Has the log asked for the events since the stream fell silent. */
export function noteSilence(stream: Stream, now: number): void {
  if (stream.gap || stream.failing || now - Date.parse(stream.quietSince) < QUIET_MS) return;
  // The stream may still deliver the events of the last minutes.
  stream.gap = { from: stream.quietSince, to: toTime(now - STREAM_DELAY_MS), position: null, reason: 'quiet' };
}

/** What follows from the end of a gap's reading. */
export interface GapEnd {
  /** The period to record as filled; null if there was nothing to fill. */
  readonly filled: { readonly from: string; readonly to: string } | null;
  /** Whether the stream has not delivered events that the log contains: its position is not to be trusted. */
  readonly streamIsDeaf: boolean;
}

/** Ends the reading of the stream's gap, which was read up to `readTo`; decides what is read next. */
export function endGap(stream: Stream, gap: StreamGap, readTo: string): GapEnd {
  const { from, to, reason = 'lost', stored = 0 } = gap;
  stream.gap = null;
  const period = { from, to };
  switch (reason) {
    case 'lost': {
      // Events appear in the log with a delay, and the part that was not past yet has not been read.
      const settled = toTime(Date.parse(to) + OVERLAP_MS);
      stream.gap = { from: earlier(readTo, to), to, position: null, reason: 'settling', notBefore: settled };
      return { filled: period, streamIsDeaf: false };
    }
    case 'settling':
      return { filled: null, streamIsDeaf: false };
    case 'meanwhile':
      if (stream.failing) stream.failing = { ...stream.failing, readTo: earlier(readTo, to) };
      return { filled: period, streamIsDeaf: false };
    case 'quiet':
      stream.quietSince = to;
      return { filled: stored > 0 ? period : null, streamIsDeaf: stored > 0 };
  }
}

/** The period that is requested for a gap: it reaches beyond both ends, and the activity limits it to the past. */
export const requestedPeriod = ({ from, to, reason }: StreamGap): { from: string; to: string } => ({
  from: toTime(Date.parse(from) - OVERLAP_MS),
  to: reason === 'quiet' ? to : toTime(Date.parse(to) + OVERLAP_MS),
});

const toTime = (epochMs: number): string => new Date(epochMs).toISOString();
const earlier = (a: string, b: string): string => (Date.parse(a) <= Date.parse(b) ? a : b);
const later = (a: string, b: string): string => (Date.parse(a) >= Date.parse(b) ? a : b);
