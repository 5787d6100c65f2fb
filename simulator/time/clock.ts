/** The simulator's own time: it runs as ours does, from wherever it was put. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Moves time on, by milliseconds; it never goes back. */
  advance(ms: number): void;
}

/** The last moment that can be told in four digits of a year, with room for what ends years later. */
export const MAX_TIME = Date.UTC(9_000, 0);

/** A time without its fraction of a second, in epoch milliseconds: Box tells none. */
export const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** A clock that starts at `startsAt`, epoch milliseconds; now unless given. */
export function createClock(startsAt: number = Date.now()): Clock {
  let offset = startsAt - Date.now();
  return {
    now: () => Date.now() + offset,
    advance: (ms) => {
      offset += ms;
    },
  };
}
