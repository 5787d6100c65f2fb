/** Form fields or query parameters by name. */
export type Form = Readonly<Record<string, string | undefined>>;

/** Parses a form or query. Repeated and non-text fields are ignored. */
export function parseForm(input: unknown): Form {
  if (typeof input !== 'object' || input === null) return {};
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(input)) if (typeof value === 'string') fields[name] = value;
  return fields;
}
