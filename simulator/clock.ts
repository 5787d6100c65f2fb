/** The simulator's own time: it runs as ours does, from wherever it was put. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Moves time on, by milliseconds; it never goes back. */
  advance(ms: number): void;
}

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
