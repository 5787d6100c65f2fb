/** The months (UTC) by which events are stored, and how long they are kept. */

/** A part of the event log: the events from `from` (null: since ever) to before `to`. */
export interface EventRange {
  readonly from: Date | null;
  readonly to: Date;
}

/** Months that exist before their first event: a worker that is away for that long misses nothing. */
export const MONTHS_AHEAD = 2;
/** Box's event log reaches back a year, so older events are rare, and get no month of their own. */
export const MONTHS_BACK = 13;
const DAY_MS = 86_400_000;

/** The month (UTC) that contains a time, or the one that is so many months later. */
export function monthOf(at: Date, later = 0): { readonly from: Date; readonly to: Date } {
  // Unlike Date.UTC, this takes the year 1 for the year 1.
  const startOf = (months: number) =>
    new Date(new Date(0).setUTCFullYear(at.getUTCFullYear(), at.getUTCMonth() + months, 1));
  return { from: startOf(later), to: startOf(later + 1) };
}

/**
 * The time from which on events are kept: whole months only, so between `days` and `days` + 31 days before `now`. Null if
 * `days` is null: all events are kept.
 */
export const keptFrom = (now: Date, days: number | null): Date | null =>
  days === null ? null : monthOf(new Date(now.getTime() - days * DAY_MS)).from;

/**
 * The months to create: the last, the current and the next ones, and those of `waiting`, times of events that have no
 * month yet. Leaves out what exists, what has been deleted, and what is further away than `MONTHS_BACK` and
 * `MONTHS_AHEAD`.
 */
export function missingMonths(
  now: Date,
  {
    existing,
    waiting,
    kept,
  }: { readonly existing: readonly EventRange[]; readonly waiting: readonly Date[]; readonly kept: Date | null },
): { readonly from: Date; readonly to: Date }[] {
  const needed = new Set(waiting.map((at) => monthOf(at).from.getTime()));
  const months = Array.from({ length: MONTHS_BACK + MONTHS_AHEAD + 1 }, (_, i) => monthOf(now, i - MONTHS_BACK));
  const always = monthOf(now, -1).from;
  return months.filter(
    (month) =>
      (month.from >= always || needed.has(month.from.getTime())) &&
      (kept === null || month.from >= kept) &&
      !existing.some(({ from, to }) => (from === null || from < month.to) && to > month.from),
  );
}

/** Those of these parts of the log in which all events are older than what is kept. */
export const expired = <Range extends EventRange>(existing: readonly Range[], kept: Date | null): Range[] =>
  kept === null ? [] : existing.filter(({ to }) => to <= kept);
