/** A period of the event log; times are RFC 3339 UTC. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/**
 * The part of a period that lies before `now`, in whole seconds: Box refuses fractions of a second and times in the
 * future. Whole seconds are rounded outwards, because events are read twice rather than not at all.
 */
export function pastPeriod({ from, to }: Period, now: Date): Period & { readonly isEmpty: boolean } {
  const begin = Math.floor(Date.parse(from) / 1000);
  const end = Math.min(Math.ceil(Date.parse(to) / 1000), Math.floor(now.getTime() / 1000));
  return { from: wholeSecond(begin), to: wholeSecond(end), isEmpty: begin > end };
}

const wholeSecond = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
