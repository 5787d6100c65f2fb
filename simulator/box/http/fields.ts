/** The `fields` parameter of API requests. */

/** Whether a response includes a field. */
export type FieldFilter = (name: string) => boolean;

/** Parses the `fields` parameter; the default is the standard set. */
export function parseFields(query: string | undefined, standard: readonly string[]): FieldFilter {
  const requested = new Set(query ? query.split(',').map((name) => name.trim().split('.')[0] ?? '') : standard);
  return (name) => requested.has(name);
}

/** Adds the included fields to `base` and returns it. Only their values are computed. */
export function pickFields(
  base: Record<string, unknown>,
  includes: FieldFilter,
  fields: Record<string, () => unknown>,
): Record<string, unknown> {
  for (const [name, value] of Object.entries(fields)) if (includes(name)) base[name] = value();
  return base;
}
