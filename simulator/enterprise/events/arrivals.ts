/** The order in which events arrive in the streams: that of recording, except for late events. */
import type { EnterpriseEvents } from './enterprise-events.js';
import type { SimEvent } from './event.js';

/** The events that have arrived, by index. Indexes count from 1; times are epoch milliseconds. */
export interface Arrivals {
  /** Adds the events recorded since the last call, and late events that are due. */
  update(now: number): void;
  /** The index of the last arrival. */
  readonly last: number;
  /** The event at an index. */
  at(index: number): SimEvent | undefined;
  /** When an event arrived or will arrive. */
  timeOf(event: SimEvent): number;
}

/**
 * Tracks the arrival of `events`. Existing events have arrived, in order, except those that `due` has by their `seq`: they
 * arrive at that time. `lateBy` is called once for each new event and returns its delay in milliseconds, 0 for most;
 * late events are added to `due`, and `onLate` is called.
 */
export function createArrivals(
  events: EnterpriseEvents,
  due: Map<number, number>,
  lateBy: () => number,
  onLate: (event: { readonly seq: number; readonly until: number }) => void,
): Arrivals {
  // Events before the first late one keep their `seq` as index, so the generated history need not be read.
  const before = Math.min(events.lastSeq, ...[...due.keys()].map((seq) => seq - 1));
  const order: number[] = [];
  /** Late events that have not arrived. */
  let waiting: SimEvent[] = [];
  let seen = before;

  const timeOf = (event: SimEvent): number => due.get(event.seq) ?? event.recordedAt;

  events.subscribe((event) => {
    const late = lateBy();
    if (late === 0) return;
    const until = event.recordedAt + late;
    due.set(event.seq, until);
    onLate({ seq: event.seq, until });
  });

  return {
    timeOf,
    get last() {
      return before + order.length;
    },
    at: (index) => eventWithSeq(events, index <= before ? index : (order[index - before - 1] ?? 0)),
    update(now) {
      const arriving: SimEvent[] = [];
      for (let event = eventWithSeq(events, seen + 1); event; event = eventWithSeq(events, seen + 1)) {
        seen += 1;
        (due.has(event.seq) ? waiting : arriving).push(event);
      }
      arriving.push(...waiting.filter((event) => timeOf(event) <= now));
      waiting = waiting.filter((event) => timeOf(event) > now);
      // Without late events the order is already right.
      if (due.size > 0) arriving.sort((a, b) => timeOf(a) - timeOf(b) || a.seq - b.seq);
      for (const { seq } of arriving) order.push(seq);
    },
  };
}

/** The event with a `seq`. */
export const eventWithSeq = (events: EnterpriseEvents, seq: number): SimEvent | undefined =>
  seq < 1 ? undefined : events.after(seq - 1, 1)[0];
