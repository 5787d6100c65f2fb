/**
 * Repeats `step` until it handles fewer than `batchSize` rows. `step` handles at most `batchSize` rows and returns how
 * many it handled.
 */
export async function inBatches(batchSize: number, step: () => Promise<number>): Promise<void> {
  let handled: number;
  do handled = await step();
  while (handled === batchSize);
}

/**
 * Walks a table in the order of its ids. `step` handles the next rows after the given id and returns the last id that it
 * handled, or null if there were none. The first call gets an empty id.
 */
export async function walkIds(step: (after: string) => Promise<string | null>): Promise<void> {
  for (let last: string | null = ''; last !== null;) last = await step(last);
}
