import { describe, expect, it } from 'vitest';
import { createTurns } from '../../activities/scan/turns.js';

describe('the turns of folders', () => {
  it('hold one folder of each user, however their folders are nested', () => {
    const turns = createTurns();
    const of = (userId: string) => ({ generation: 1, userId });
    // A wide folder of one, and five narrow ones of the other that are listed in the same turn.
    expect(turns.take(of('wide'), 0, 5)).toBe(1);
    expect([0, 0, 0, 0, 0].map((found) => turns.take(of('narrow'), found, 1))).toEqual([1, 2, 3, 4, 5]);
  });

  it('begin with the next one for a user of whom nothing waits', () => {
    const turns = createTurns();
    turns.take({ generation: 1, userId: 'a' }, 0, 3);
    expect(turns.take({ generation: 1, userId: 'a' }, 90, 2)).toBe(91);
    expect(turns.take({ generation: 1, userId: 'b' }, 90, 1)).toBe(91);
  });

  it('begin anew with a generation', () => {
    const turns = createTurns();
    turns.take({ generation: 1, userId: 'a' }, 0, 1_000);
    expect(turns.take({ generation: 2, userId: 'a' }, 0, 1)).toBe(1);
  });
});
