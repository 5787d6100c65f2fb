/** Times in Box's JSON. */

const HOUR_MS = 3_600_000;

/** A time as Box formats it: in the tenant's time zone, without fractions of a second. */
export function boxTime(ms: number): string {
  const standard = new Date(ms - 8 * HOUR_MS);
  return isDaylightSaving(standard)
    ? `${new Date(ms - 7 * HOUR_MS).toISOString().slice(0, 19)}-07:00`
    : `${standard.toISOString().slice(0, 19)}-08:00`;
}

/** Approximates the rule of the Pacific time zone, by the date in standard time: mid-March to early November. */
function isDaylightSaving(standard: Date): boolean {
  const day = standard.getUTCMonth() * 31 + standard.getUTCDate();
  return day > 2 * 31 + 10 && day < 10 * 31 + 5;
}
