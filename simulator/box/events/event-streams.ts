/** Pages of the event streams: retention, order, latency and short pages, by Box's guide to events. */
import { type Arrivals, eventWithSeq } from '../../enterprise/events/arrivals.js';
import type { SimEvent } from '../../enterprise/events/event.js';
import { randomUint32 } from '../../random.js';
import type { State } from '../../state.js';
import { badRequest } from '../http/errors.js';
import type { StreamType } from './stream-types.js';

const DAY_MS = 24 * 3_600_000;
/** How long each stream retains events, by Box's guide. */
const RETENTION_MS = {
  admin_logs: 365 * DAY_MS,
  admin_logs_streaming: 14 * DAY_MS,
  all: 21 * DAY_MS,
  changes: 21 * DAY_MS,
  sync: 31 * DAY_MS,
} satisfies Record<StreamType, number>;

/** Whether a text is a stream type. */
export const isStreamType = (text: string): text is StreamType => Object.hasOwn(RETENTION_MS, text);

/** Requests up to `limit` events with an index above `after` that `includes` accepts, none of them before `since`. */
export interface PageRequest {
  readonly type: StreamType;
  readonly after: number;
  readonly limit: number;
  /** Epoch milliseconds. Only for `admin_logs`, which is in time order. */
  readonly since?: number | null;
  readonly includes: (event: SimEvent) => boolean;
}

/** Events, and the index to continue after. */
export interface EventPage {
  readonly events: readonly SimEvent[];
  readonly next: number;
}

/**
 * Reads a page. `admin_logs` is in time order, so a reader who has passed the time of a late event misses it; the other
 * streams are in order of arrival. Throws 400 when the events after the index are no longer retained.
 */
export function readEventPage(
  state: State,
  arrivals: Arrivals,
  { type, after, limit: maxLimit, since = null, includes }: PageRequest,
): EventPage {
  const stream = openStream(state, arrivals, type);
  const following = stream.at(after + 1);
  if (after > 0 && following && !stream.isRetained(following)) throw invalidPosition();
  const limit = state.settings.shortPages
    ? 1 + (randomUint32(state.world.size.seed, 'short page', type, after) % maxLimit)
    : maxLimit;
  const events: SimEvent[] = [];
  const first = since === null ? 1 : state.events.seqFrom(since);
  let index = Math.max(after + 1, first);
  for (; index <= stream.last && events.length < limit; index += 1) {
    const event = stream.at(index);
    if (event && stream.isVisible(event) && includes(event)) events.push(event);
  }
  // Continue after the events that were skipped too, so that a selective reader does not scan them again.
  return { events, next: Math.max(after, Math.min(index - 1, stream.last)) };
}

/** The index of the newest event in a stream. */
export const lastIndex = (state: State, arrivals: Arrivals, type: StreamType): number =>
  openStream(state, arrivals, type).last;

function openStream({ events, clock, settings }: State, arrivals: Arrivals, type: StreamType) {
  const now = clock.now();
  arrivals.update(now);
  const { adminLogs, streaming } = settings.eventLatencyMs;
  const newest = now - (type === 'admin_logs' ? adminLogs : streaming);
  const isRetained = ({ recordedAt }: SimEvent): boolean => recordedAt >= now - RETENTION_MS[type];
  const isVisible = (event: SimEvent): boolean => isRetained(event) && arrivals.timeOf(event) <= newest;
  const at = (index: number): SimEvent | undefined =>
    type === 'admin_logs' ? eventWithSeq(events, index) : arrivals.at(index);
  let last = type === 'admin_logs' ? events.lastSeq : arrivals.last;
  for (let event = at(last); event && arrivals.timeOf(event) > newest; event = at(last)) last -= 1;
  return { at, last, isRetained, isVisible };
}

/**
 * Like Box's, positions are 64-bit numbers beyond JavaScript's exact integers. A double represents this one exactly.
 */
const FIRST_POSITION = 1_152_922_976_252_289_792n;

/** The stream position of an index. */
export const positionOfIndex = (index: number): string => String(FIRST_POSITION + BigInt(index));

/** The index of a stream position; 0, the beginning, for none. Throws 400 for an invalid one. */
export function indexOfPosition(position: string | undefined): number {
  if (position === undefined || position === '0' || position === '') return 0;
  if (!/^\d{1,19}$/.test(position)) throw invalidPosition();
  const index = BigInt(position) - FIRST_POSITION;
  if (index < 0n || index > BigInt(Number.MAX_SAFE_INTEGER)) throw invalidPosition();
  return Number(index);
}

const invalidPosition = () => badRequest('bad_request', 'stream_position is not valid');
