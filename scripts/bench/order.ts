/**
 * The order in which a round measures. What runs first warms up the simulator and the machine for the next, so that rounds
 * alternate.
 */

/** Runs both, one after the other: the second first in every other round, counted from 0. */
export async function inTurn<A, B>(round: number, first: () => Promise<A>, second: () => Promise<B>): Promise<[A, B]> {
  if (isReversed(round)) {
    const b = await second();
    return [await first(), b];
  }
  const a = await first();
  return [a, await second()];
}

/** The variants in the order in which this round measures them. */
export function inOrder<T>(round: number, variants: readonly T[]): readonly T[] {
  return isReversed(round) ? variants.toReversed() : variants;
}

const isReversed = (round: number): boolean => round % 2 === 1;
