/** Times in Box's words. */

const HOUR_MS = 3_600_000;

/** A time as Box tells it: in the tenant's zone, no fraction. */
export function boxTime(ms: number): string {
  const standard = new Date(ms - 8 * HOUR_MS);
  return isDaylightSaving(standard)
    ? `${new Date(ms - 7 * HOUR_MS).toISOString().slice(0, 19)}-07:00`
    : `${standard.toISOString().slice(0, 19)}-08:00`;
}

/** Roughly the Pacific zone's rule, by the date in its standard time: from mid-March to early November. */
function isDaylightSaving(standard: Date): boolean {
  const day = standard.getUTCMonth() * 31 + standard.getUTCDate();
  return day > 2 * 31 + 10 && day < 10 * 31 + 5;
}
