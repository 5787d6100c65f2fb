/** Makes something when it is first needed, once. Formats are worth it: a browser takes milliseconds over each. */
export function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
