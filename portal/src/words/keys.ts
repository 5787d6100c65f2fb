/** The keys of a record in the order they are written, typed: so a list of values exists once, as a record's keys. */
export const keysOf = <Key extends string>(record: Readonly<Record<Key, unknown>>): readonly Key[] =>
  // TypeScript types keys as `string` because an object may have more than its type says; these records do not.
  Object.keys(record) as Key[];
