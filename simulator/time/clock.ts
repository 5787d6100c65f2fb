/** The simulator's clock. It runs at normal speed, from any start time. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Advances the clock by milliseconds. */
  advance(ms: number): void;
}

/** The latest time of the clock. Later dates, such as expiries, still have years of four digits. */
export const MAX_TIME = Date.UTC(9_000, 0);

/** A time rounded down to the second, in epoch milliseconds: Box's times have no fractions. */
export const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** A clock that starts at `startsAt`, epoch milliseconds. Defaults to the current time. */
export function createClock(startsAt: number = Date.now()): Clock {
  let offset = startsAt - Date.now();
  return {
    now: () => Date.now() + offset,
    advance: (ms) => {
      offset += ms;
    },
  };
}
