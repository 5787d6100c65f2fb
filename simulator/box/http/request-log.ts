/** Who asked for what, counted; and the limit of calls a minute. */
import type { Clock } from '../../time/clock.js';

/** How many requests there were; minutes and calendar months are in UTC, as 2026-11-01T08:00 and 2026-11. */
export interface RequestSummary {
  readonly total: number;
  readonly byRoute: Readonly<Record<string, number>>;
  readonly byUser: Readonly<Record<string, number>>;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byMinute: Readonly<Record<string, number>>;
  readonly byEnterpriseAndMonth: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The requests of one simulator. */
export interface RequestLog {
  /** Counts an answered request; `enterpriseId` is null for one that is nobody's call of the API. */
  count(request: CountedRequest): void;
  /** Takes one call out of a bucket that holds `calls` and fills again in `perMs`; the seconds to wait when it is empty. */
  take(bucket: string, calls: number, perMs: number): number;
  summary(): RequestSummary;
  reset(): void;
}

/** What is counted of a request. */
export interface CountedRequest {
  readonly userId: string;
  readonly enterpriseId: string | null;
  readonly route: string;
  readonly status: number;
}

/** None yet. */
export function createRequestLog(clock: Clock): RequestLog {
  const byRoute = new Map<string, number>();
  const byUser = new Map<string, number>();
  const byMinute = new Map<string, number>();
  const byStatus = new Map<string, number>();
  const byMonth = new Map<string, Map<string, number>>();
  let total = 0;
  const buckets = new Map<string, { tokens: number; at: number }>();
  const raise = (counts: Map<string, number>, key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);

  return {
    count({ userId, enterpriseId, route, status }) {
      total += 1;
      raise(byRoute, route);
      raise(byUser, userId);
      raise(byStatus, String(status));
      const now = new Date(clock.now()).toISOString();
      raise(byMinute, now.slice(0, 16));
      if (enterpriseId === null) return;
      const months = byMonth.get(enterpriseId) ?? new Map<string, number>();
      byMonth.set(enterpriseId, months);
      raise(months, now.slice(0, 7));
    },
    take(name, calls, perMs) {
      const now = clock.now();
      const bucket = buckets.get(name) ?? { tokens: calls, at: now };
      const tokens = Math.min(bucket.tokens + ((now - bucket.at) * calls) / perMs, calls);
      buckets.set(name, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
      return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * perMs) / calls / 1000);
    },
    summary: () => ({
      total,
      byRoute: Object.fromEntries(byRoute),
      byUser: Object.fromEntries(byUser),
      byStatus: Object.fromEntries(byStatus),
      byMinute: Object.fromEntries(byMinute),
      byEnterpriseAndMonth: Object.fromEntries([...byMonth].map(([id, months]) => [id, Object.fromEntries(months)])),
    }),
    reset() {
      for (const counts of [byRoute, byUser, byMinute, byStatus, byMonth]) counts.clear();
      total = 0;
    },
  };
}
