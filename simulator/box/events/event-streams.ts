/** Pages of the event streams, by the rules of Box's guide to events: retention, order, latency, short pages. */
import { type Arrivals, eventWithSeq } from '../../enterprise/events/arrivals.js';
import type { SimEvent } from '../../enterprise/events/event.js';
import { randomUint32 } from '../../random.js';
import type { State } from '../../state.js';
import { badRequest } from '../http/errors.js';

const DAY_MS = 24 * 3_600_000;
/** How long each stream remembers, as Box's guide tells for each stream type. */
const RETENTION_MS = {
  admin_logs: 365 * DAY_MS,
  admin_logs_streaming: 14 * DAY_MS,
  all: 21 * DAY_MS,
  changes: 21 * DAY_MS,
  sync: 31 * DAY_MS,
} as const;

/** The values of `stream_type`. */
export type StreamType = keyof typeof RETENTION_MS;
/** Whether a text is one of them. */
export const isStreamType = (text: string): text is StreamType => Object.hasOwn(RETENTION_MS, text);

/** What is asked of a stream: at most `limit` events after a place that pass `includes`, none of them before `since`. */
export interface PageRequest {
  readonly type: StreamType;
  readonly after: number;
  readonly limit: number;
  /** Epoch milliseconds; for `admin_logs` only, which is in the order of time. */
  readonly since?: number | null;
  readonly includes: (event: SimEvent) => boolean;
}

/** Events, and the place to go on from. */
export interface EventPage {
  readonly events: readonly SimEvent[];
  readonly next: number;
}

/**
 * Reads one page. `admin_logs` is in the order of time, so what arrives late lies behind a cursor that has passed; the
 * other streams are in the order of arrival. Throws 400 for a place whose successors are past the retention.
 */
export function readEventPage(
  state: State,
  arrivals: Arrivals,
  { type, after, limit: asked, since = null, includes }: PageRequest,
): EventPage {
  const stream = openStream(state, arrivals, type);
  const following = stream.at(after + 1);
  if (after > 0 && following && !stream.isRetained(following)) throw invalidPosition();
  const limit = state.settings.shortPages
    ? 1 + (randomUint32(state.world.size.seed, 'short page', type, after) % asked)
    : asked;
  const events: SimEvent[] = [];
  const first = since === null ? 1 : state.events.seqFrom(since);
  let place = Math.max(after + 1, first);
  for (; place <= stream.last && events.length < limit; place += 1) {
    const event = stream.at(place);
    if (event && stream.isVisible(event) && includes(event)) events.push(event);
  }
  // Past what was passed over too: a reader who wants little is not left behind.
  return { events, next: Math.max(after, Math.min(place - 1, stream.last)) };
}

/** The place of the newest event that a stream shows. */
export const lastIndex = (state: State, arrivals: Arrivals, type: StreamType): number =>
  openStream(state, arrivals, type).last;

function openStream({ events, clock, settings }: State, arrivals: Arrivals, type: StreamType) {
  const now = clock.now();
  arrivals.update(now);
  const { adminLogs, streaming } = settings.eventLatencyMs;
  const newest = now - (type === 'admin_logs' ? adminLogs : streaming);
  const isRetained = ({ recordedAt }: SimEvent): boolean => recordedAt >= now - RETENTION_MS[type];
  const isVisible = (event: SimEvent): boolean => isRetained(event) && arrivals.timeOf(event) <= newest;
  const at = (place: number): SimEvent | undefined =>
    type === 'admin_logs' ? eventWithSeq(events, place) : arrivals.at(place);
  let last = type === 'admin_logs' ? events.lastSeq : arrivals.last;
  for (let event = at(last); event && arrivals.timeOf(event) > newest; event = at(last)) last -= 1;
  return { at, last, isRetained, isVisible };
}

/** Positions are 64 bits and larger than what JavaScript counts exactly; this one survives its rounding. */
const FIRST_POSITION = 1_152_922_976_252_289_792n;

/** A place as Box's clients see it. */
export const positionOfIndex = (place: number): string => String(FIRST_POSITION + BigInt(place));

/** The place of a position; 0, the beginning, for none. Throws 400 for one that Box cannot have given. */
export function indexOfPosition(position: string | undefined): number {
  if (position === undefined || position === '0' || position === '') return 0;
  if (!/^\d{1,19}$/.test(position)) throw invalidPosition();
  const place = BigInt(position) - FIRST_POSITION;
  if (place < 0n || place > BigInt(Number.MAX_SAFE_INTEGER)) throw invalidPosition();
  return Number(place);
}

const invalidPosition = () => badRequest('bad_request', 'stream_position is not valid');
