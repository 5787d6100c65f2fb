/** Times in Box's words. */

/** A time as Box tells it: in the tenant's zone, no fraction. */
export function boxTime(ms: number): string {
  const offsetHours = isDaylightSaving(ms) ? 7 : 8;
  return `${new Date(ms - offsetHours * 3_600_000).toISOString().slice(0, 19)}-0${offsetHours}:00`;
}

/** Roughly the Pacific zone's rule: from mid-March to early November. */
function isDaylightSaving(ms: number): boolean {
  const date = new Date(ms);
  const day = date.getUTCMonth() * 31 + date.getUTCDate();
  return day > 2 * 31 + 10 && day < 10 * 31 + 5;
}
