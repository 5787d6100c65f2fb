/** Creates a value on first use and keeps it. Worth it for `Intl` formats: a browser takes milliseconds to make one. */
export function lazily<T extends object>(create: () => T): () => T {
  let created: T | undefined;
  return () => (created ??= create());
}
