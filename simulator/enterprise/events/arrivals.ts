/** The order in which the event streams come to hold what happened: that of happening, but for what arrives late. */
import type { EnterpriseEvents } from './enterprise-events.js';
import type { SimEvent } from './event.js';

/** What has arrived by now, and in which place. Places count from 1; times are epoch milliseconds. */
export interface Arrivals {
  /** Takes in what happened since the last call, and what arrives late and is due. */
  update(now: number): void;
  /** The place of the last arrival. */
  readonly last: number;
  /** The event that arrived in a place. */
  at(place: number): SimEvent | undefined;
  /** When an event arrived, or will. */
  timeOf(event: SimEvent): number;
}

/**
 * Follows `events`; what it holds already has arrived, in its order. `lateBy` says by how many milliseconds an event arrives
 * late, 0 for most; it is asked once for each, when it happens.
 */
export function createArrivals(events: EnterpriseEvents, lateBy: () => number): Arrivals {
  // Long, and drawn event by event: none of it is looked at before somebody asks for it.
  const before = events.lastSeq;
  const order: number[] = [];
  const due = new Map<number, number>();
  /** Late and not arrived yet. */
  let waiting: SimEvent[] = [];
  let seen = before;

  const timeOf = (event: SimEvent): number => due.get(event.seq) ?? event.recordedAt;

  events.subscribe((event) => {
    const late = lateBy();
    if (late > 0) due.set(event.seq, event.recordedAt + late);
  });

  return {
    timeOf,
    get last() {
      return before + order.length;
    },
    at: (place) => eventWithSeq(events, place <= before ? place : (order[place - before - 1] ?? 0)),
    update(now) {
      const arriving: SimEvent[] = [];
      for (let event = eventWithSeq(events, seen + 1); event; event = eventWithSeq(events, seen + 1)) {
        seen += 1;
        (due.has(event.seq) ? waiting : arriving).push(event);
      }
      arriving.push(...waiting.filter((event) => timeOf(event) <= now));
      waiting = waiting.filter((event) => timeOf(event) > now);
      // Only what is late can be out of its turn.
      if (due.size > 0) arriving.sort((a, b) => timeOf(a) - timeOf(b) || a.seq - b.seq);
      for (const { seq } of arriving) order.push(seq);
    },
  };
}

/** The event of a sequence number, which counts from 1. */
export const eventWithSeq = (events: EnterpriseEvents, seq: number): SimEvent | undefined =>
  seq < 1 ? undefined : events.after(seq - 1, 1)[0];
