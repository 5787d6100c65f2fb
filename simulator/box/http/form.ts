/** Form fields and query parameters by name. */
export type Form = Readonly<Record<string, string | undefined>>;

/** The fields of a form or query that carry one text each; the rest is as if it had not been sent. */
export function parseForm(sent: unknown): Form {
  if (typeof sent !== 'object' || sent === null) return {};
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(sent)) if (typeof value === 'string') fields[name] = value;
  return fields;
}
