/** The events of the enterprise, from which all event streams are read. */
import { wholeSecond } from '../../time/clock.js';
import { findItem } from '../world/items.js';
import { userById } from '../world/users.js';
import type { World } from '../world/world.js';
import { createEvent, type Directory, type EventInput, type SimEvent } from './event.js';
import { generateHistory } from './history.js';

/**
 * The enterprise's events in the order of recording. Events of the history are generated on each access, not stored.
 */
export interface EnterpriseEvents {
  /** The newest event's `seq`; 0 when there is none. */
  readonly lastSeq: number;
  /** The next events after a `seq`, at most `limit`. */
  after(seq: number, limit: number): SimEvent[];
  /** A `seq` from which on all events at `time` (epoch milliseconds) or later are found. */
  seqFrom(time: number): number;
  /** The events from one time to another, both included, in epoch milliseconds. */
  between(from: number, to: number): Iterable<SimEvent>;
  /** Records an event that happened at a time in epoch milliseconds. */
  record(input: EventInput, at: number): SimEvent;
  /** Calls `listener` for each event recorded from now on. */
  subscribe(listener: EventListener): void;
}

/** Receives an event and the input that it was made from. */
type EventListener = (event: SimEvent, input: EventInput) => void;

/** The events of a world: they begin with the history that the seed generates. */
export function createEnterpriseEvents(world: World): EnterpriseEvents {
  const { seed } = world.size;
  const history = generateHistory(world);
  const directory: Directory = { item: (id) => findItem(world, id), userById: (id) => userById(world, id) };
  const recorded: SimEvent[] = [];
  const listeners: EventListener[] = [];
  const lastSeq = () => history.count + recorded.length;

  const eventAt = (seq: number): SimEvent | undefined =>
    seq <= history.count
      ? createEvent(seed, history, seq, history.input(seq - 1), history.at(seq - 1))
      : recorded[seq - 1 - history.count];

  function after(seq: number, limit: number): SimEvent[] {
    const events: SimEvent[] = [];
    for (let next = seq + 1; events.length < limit; next += 1) {
      const event = eventAt(next);
      if (!event) break;
      events.push(event);
    }
    return events;
  }

  function* between(from: number, to: number): Iterable<SimEvent> {
    const start = history.indexFrom(from);
    for (let index = start; index < history.count && wholeSecond(history.at(index)) <= to; index += 1) {
      const event = eventAt(index + 1);
      if (event) yield event;
    }
    // Scan all recorded events: there are few, and replayed ones may be out of time order.
    for (const event of recorded) if (event.at >= from && event.at <= to) yield event;
  }

  return {
    get lastSeq() {
      return lastSeq();
    },
    after,
    seqFrom: (time) => history.indexFrom(time) + 1,
    between,
    record(input, at) {
      // The copy evaluates the `json` getter, so the event keeps the state of this moment.
      const event = { ...createEvent(seed, directory, lastSeq() + 1, input, at) };
      recorded.push(event);
      for (const listener of listeners) listener(event, input);
      return event;
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}
