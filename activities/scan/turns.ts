/** The turns in which the folders of a generation are listed, as far as this process finds them. */
export interface Turns {
  /**
   * Returns the first of `count` turns in a row for folders of a user that a listing in the turn `found` has shown. Each
   * user has one folder in a turn, whatever their folders look like: Box limits the calls of each user, so all of them must
   * be listed at the same rate.
   */
  take(of: { readonly generation: number; readonly userId: string }, found: number, count: number): number;
}

/** Users whose last turn is remembered. Without it their folders come earlier, and take the place of others' for a while. */
const MAX_USERS = 10_000;

/** The turns of one connection. */
export function createTurns(): Turns {
  const next = new Map<string, number>();
  let current = -1;
  return {
    take({ generation, userId }, found, count) {
      if (generation !== current) next.clear();
      current = generation;
      const first = Math.max(next.get(userId) ?? 0, found + 1);
      next.delete(userId);
      next.set(userId, first + count);
      const [oldest] = next.keys();
      if (next.size > MAX_USERS && oldest !== undefined) next.delete(oldest);
      return first;
    },
  };
}
