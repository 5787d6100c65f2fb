/** Times as the browser's own fields for a day and a minute have them, in the viewer's zone. Pure. */

const padded = (part: number, length = 2): string => String(part).padStart(length, '0');

/** The day of a time, as a field of type `date` has it; empty for no time. */
export function dayOfTime(time = ''): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return '';
  return [padded(at.getFullYear(), 4), padded(at.getMonth() + 1), padded(at.getDate())].join('-');
}

/** The minute of a time, as a field of type `datetime-local` has it; empty for no time. */
export function minuteOfTime(time = ''): string {
  const day = dayOfTime(time);
  const at = new Date(time);
  return day === '' ? '' : `${day}T${padded(at.getHours())}:${padded(at.getMinutes())}`;
}

/** The start of a day as the API takes times; undefined for no day. */
export const timeOfDay = (day: string): string | undefined => timeOfMinute(`${day}T00:00`);

/** A minute as the API takes times; undefined for none, or half of one. */
export function timeOfMinute(minute: string): string | undefined {
  const at = new Date(minute);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
