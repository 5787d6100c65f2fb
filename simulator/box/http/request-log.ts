/** Counts of requests, and the buckets of the rate limits. */
import type { Clock } from '../../time/clock.js';

/** Counts of requests. Minutes and months are in UTC, as 2026-11-01T08:00 and 2026-11. */
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
  /** Counts a request. */
  count(request: CountedRequest): void;
  /**
   * Takes a call from a bucket that holds `calls` and refills in `perMs`. Returns 0, or the seconds to wait if it is
   * empty.
   */
  take(bucket: string, calls: number, perMs: number): number;
  summary(): RequestSummary;
  reset(): void;
}

/** A request to count. */
export interface CountedRequest {
  readonly userId: string;
  /** Null for a request without an authenticated caller. */
  readonly enterpriseId: string | null;
  readonly route: string;
  readonly status: number;
}

/** A log without requests. */
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
