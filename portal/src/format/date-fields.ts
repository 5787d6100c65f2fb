/** Converts between API times and the values of the browser's `date` and `datetime-local` fields, in the viewer's zone. */

const padded = (part: number, length = 2): string => String(part).padStart(length, '0');

/** The value of a `date` field for a time; empty if the time is missing or not valid. */
export function dayOfTime(time = ''): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return '';
  return [padded(at.getFullYear(), 4), padded(at.getMonth() + 1), padded(at.getDate())].join('-');
}

/** The value of a `datetime-local` field for a time; empty if the time is missing or not valid. */
export function minuteOfTime(time = ''): string {
  const day = dayOfTime(time);
  const at = new Date(time);
  return day === '' ? '' : `${day}T${padded(at.getHours())}:${padded(at.getMinutes())}`;
}

/** The start of the day of a `date` field, in RFC 3339 UTC; undefined if the field is empty or incomplete. */
export const timeOfDay = (day: string): string | undefined => timeOfMinute(`${day}T00:00`);

/** The time of a `datetime-local` field, in RFC 3339 UTC; undefined if the field is empty or incomplete. */
export function timeOfMinute(minute: string): string | undefined {
  const at = new Date(minute);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
