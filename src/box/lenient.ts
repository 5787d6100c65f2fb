/**
 * Lenient readers of single fields. Box's API description, its guides and its real responses disagree about types: ids and
 * etags come as numbers, sizes as strings, times with and without an offset. A field that cannot be read costs itself, not
 * the entry or the page that it belongs to.
 */

/** Returns the fields of a JSON object; null for an array, a text or anything else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  return isObject(value) ? value : null;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns an id, which Box sends as a string or as a number; null if it is neither, or could not be part of an address. */
export function asId(value: unknown): string | null {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && /^[\w-]{1,100}$/.test(text) ? text : null;
}

/** The longest text that is kept. Box's names have 255 characters at most; Postgres cannot index a far longer one. */
const MAX_TEXT = 1_000;

/** Returns a text; empty if Box omits it, sets it to null, or sends something that is no text. Cut to 1,000 characters. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT).toWellFormed();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Returns a text, or null for an empty or missing one. */
export const asTextOrNull = (value: unknown): string | null => asText(value) || null;

/** Returns a size in bytes; 0 if it cannot be read. */
export function asSize(value: unknown): number {
  const size = typeof value === 'string' ? Number(value) : value;
  if (typeof size !== 'number' || !(size > 0)) return 0;
  return Math.min(Math.floor(size), Number.MAX_SAFE_INTEGER);
}

/**
 * Returns a time as RFC 3339 UTC; null if it cannot be read. Box sends times in the enterprise's time zone, as
 * `-07:00` and `-0700`; a time without an offset is taken as UTC. A number is in seconds, or in milliseconds if it is too
 * large for seconds.
 */
export function asTime(value: unknown): string | null {
  const epochMs = typeof value === 'number' ? (value < 1e11 ? value * 1000 : value) : parseTime(asText(value).trim());
  const isStorable = epochMs >= EARLIEST_MS && epochMs <= LATEST_MS;
  return isStorable ? new Date(epochMs).toISOString() : null;
}

/** Returns a yes or no; `whenUnreadable` for anything else, and false if Box omits it or sets it to null. */
export function asFlag(value: unknown, whenUnreadable: boolean): boolean {
  if (value === null || value === undefined) return false;
  const text = asText(value).toLowerCase();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : whenUnreadable;
}

/** The years that have four digits in RFC 3339 and that Postgres stores. */
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** RFC 3339 with its usual variations. `Date.parse` alone would also read "file 7" as a date. */
const RFC_3339 = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(?:([Zz])|([+-]\d\d):?(\d\d)?)?)?$/;
/** RFC 1123, as in HTTP headers. */
const RFC_1123 = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]\d{4})$/;

/** Epoch milliseconds, or NaN. */
function parseTime(text: string): number {
  if (RFC_1123.test(text)) return Date.parse(text);
  const [, date, time = '00:00', , hours, minutes = '00'] = RFC_3339.exec(text) ?? [];
  if (date === undefined) return Number.NaN;
  return Date.parse(`${date}T${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
}
