/** Control of the simulator's time. */
import type { State } from '../state.js';

/** Advances the simulator's clock by `advanceMs` milliseconds. */
export function advanceClock({ clock, journal }: Pick<State, 'clock' | 'journal'>, advanceMs: number): void {
  clock.advance(advanceMs);
  journal.append({ kind: 'clock', advanceMs });
}
