import { ApiError } from '../http/problem.js';

/** Failed authentications per address and window; further ones get 429. */
const MAX_FAILURES = 300;
const WINDOW_MS = 60_000;
/** The number of addresses that are tracked. */
const MAX_ADDRESSES = 10_000;

/** Counts a failed authentication. Returns the error to throw: the given one, or 429 after too many failures. */
export type ThrottleFailedAuth = (address: string, error: ApiError) => ApiError;

/**
 * Throttles callers that guess tokens, per address and minute. Only failures are counted: behind a proxy all callers
 * share one address, and valid tokens must not be blocked. It does not save the database lookup (one row by an index),
 * which is the only way to recognize a valid token.
 */
export function createThrottleFailedAuth(): ThrottleFailedAuth {
  const windows = new Map<string, { failures: number; readonly endsAt: number }>();

  return (address, error) => {
    const now = Date.now();
    let window = windows.get(address);
    if (!window || window.endsAt <= now) {
      window = { failures: 0, endsAt: now + WINDOW_MS };
      windows.delete(address);
      windows.set(address, window);
      dropOldest();
    }
    window.failures += 1;
    return window.failures > MAX_FAILURES ? tooManyFailures(window.endsAt - now) : error;
  };

  function dropOldest(): void {
    for (const address of windows.keys()) {
      if (windows.size <= MAX_ADDRESSES) return;
      windows.delete(address);
    }
  }
}

/** The error for a request without a valid token or session. */
export function invalidToken(): ApiError {
  return new ApiError(401, 'invalid_token', 'Send a valid API token as "Authorization: Bearer <token>", or sign in.', {
    headers: { 'www-authenticate': 'Bearer realm="Boxward"' },
  });
}

function tooManyFailures(waitMs: number): ApiError {
  const detail = 'Too many requests with an invalid token: send a valid one, or wait a minute.';
  return new ApiError(429, 'too_many_requests', detail, {
    headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) },
  });
}
