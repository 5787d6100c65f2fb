import { ApiError } from '../http/problem.js';

/** Calls without a valid token that an address may make in a window before it is told to wait. */
const MAX_FAILURES = 300;
const WINDOW_MS = 60_000;
/** Addresses remembered at a time. */
const MAX_ADDRESSES = 10_000;

/** Says how to answer a call that is refused: with the refusal itself, or with 429 once there were too many. */
export type CountRefusal = (address: string, refusal: ApiError) => ApiError;

/**
 * Counts calls without a valid token, and sign-ins that fail, by address. It is asked about failures only: behind a
 * proxy everybody has one address, and whoever has a token must get through. So it tells whoever guesses to wait, and
 * does not spare Postgres the look: by its hash alone, one row by an index, no right token can be told from a wrong one.
 */
export function createRefusals(): CountRefusal {
  const windows = new Map<string, { failures: number; readonly endsAt: number }>();

  return (address, refusal) => {
    const now = Date.now();
    let window = windows.get(address);
    if (!window || window.endsAt <= now) {
      window = { failures: 0, endsAt: now + WINDOW_MS };
      windows.delete(address);
      windows.set(address, window);
      forgetOldest();
    }
    window.failures += 1;
    return window.failures > MAX_FAILURES ? tooMany(window.endsAt - now) : refusal;
  };

  function forgetOldest(): void {
    for (const address of windows.keys()) {
      if (windows.size <= MAX_ADDRESSES) return;
      windows.delete(address);
    }
  }
}

/** The answer to a call that no valid token, and no session, comes with. */
export function invalidToken(): ApiError {
  return new ApiError(401, 'invalid_token', 'Send a valid API token as "Authorization: Bearer <token>", or sign in.', {
    headers: { 'www-authenticate': 'Bearer realm="Boxward"' },
  });
}

function tooMany(waitMs: number): ApiError {
  const detail = 'Too many calls with a token that is not valid; send a valid one, or wait a minute.';
  return new ApiError(429, 'too_many_requests', detail, {
    headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) },
  });
}
