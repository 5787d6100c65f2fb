/** The limits of a wait that a response requests, in milliseconds. */
const LEAST_MS = 1_000;
const MOST_MS = 600_000;

/**
 * Returns how long to wait according to `Retry-After`, in milliseconds; null without a readable one. It is in seconds, or
 * a date by the sender's own clock (RFC 9110 §10.2.3). Limited to between one second, because zero would mean to call
 * again at once, and ten minutes.
 */
export function retryAfterMs(answer: {
  readonly retryAfter: string | null;
  readonly date: string | null;
}): number | null {
  const text = answer.retryAfter?.trim() ?? '';
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : untilDate(text, answer.date);
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, LEAST_MS), MOST_MS);
}

function untilDate(text: string, senderTime: string | null): number {
  if (!/^[A-Z][a-z]+,? /.test(text)) return Number.NaN;
  const now = Date.parse(senderTime ?? '');
  return Date.parse(text) - (Number.isNaN(now) ? Date.now() : now);
}
