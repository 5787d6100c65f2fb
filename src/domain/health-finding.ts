import type { HealthCode, HealthReason } from './health-facts.js';
import { HEALTH_CATALOGUE } from './health-catalogue.js';
import type { CatalogueEntry, ProblemContext } from './catalogue.js';

/** Returns a reason with its texts; the context's span and time of day are those of `since`. */
export function finding(
  code: HealthCode,
  state: HealthReason['state'],
  at: { readonly since: Date; readonly now: Date },
  context: ProblemContext = {},
): HealthReason {
  const entry: CatalogueEntry = HEALTH_CATALOGUE[code];
  // Clocks of two machines differ by a little: nothing lasts since later than now.
  const since = at.since > at.now ? at.now : at.since;
  const texts = { span: spanOf(at.now.getTime() - since.getTime()), since: clockOf(since, at.now), ...context };
  return { code, state, message: entry.message(texts), remedy: entry.remedy(texts), since: since.toISOString() };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration in words, such as "18 s", "3 min", "2 h 5 min" or "3 d". Milliseconds. */
export function spanOf(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.round(ms / SECOND))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms >= DAY) return `${Math.floor(ms / DAY)} d`;
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  return `${Math.floor(ms / HOUR)} h${minutes === 0 ? '' : ` ${minutes} min`}`;
}

/** A time of day in UTC, such as "15:47 UTC", with the date if it is another day. */
export function clockOf(time: Date, now: Date): string {
  const iso = time.toISOString();
  const clock = `${iso.slice(11, 16)} UTC`;
  return iso.slice(0, 10) === now.toISOString().slice(0, 10) ? clock : `${iso.slice(0, 10)} ${clock}`;
}
