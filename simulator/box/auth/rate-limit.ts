/** Rate limits ("Rate limits", Box's guide). */
import type { State } from '../../state.js';
import { ClientError } from '../http/errors.js';
import type { Caller } from './caller.js';

/** A limit of `calls` in `perMs` milliseconds. Each name has its own bucket per user or enterprise. */
interface Limit {
  readonly name: string;
  readonly calls: number;
  readonly perMs: number;
}

/** Additional limits of searches: two per user, one per enterprise. */
const SEARCH_OF_USER: readonly Limit[] = [
  { name: 'search/second', calls: 6, perMs: 1_000 },
  { name: 'search/minute', calls: 60, perMs: 60_000 },
];
const SEARCH_OF_ENTERPRISE: Limit = { name: 'search/enterprise', calls: 12, perMs: 1_000 };

/**
 * Counts a call on `path` against the limits of the user that the caller acts as, and a search against the limits of
 * searches too. Throws 429 with `Retry-After` when a limit is reached.
 */
export function limitRate({ requests, settings }: State, { user }: Caller, path: string): void {
  take({ name: 'calls', calls: settings.rateLimitPerMinute, perMs: 60_000 }, user.id);
  if (path !== '/2.0/search') return;
  for (const limit of SEARCH_OF_USER) take(limit, user.id);
  take(SEARCH_OF_ENTERPRISE, user.enterprise.id);

  function take({ name, calls, perMs }: Limit, ownerId: string): void {
    const seconds = requests.take(`${name}/${ownerId}`, calls, perMs);
    if (seconds === 0) return;
    throw new ClientError(429, 'rate_limit_exceeded', 'Request rate limit exceeded, please try again later', {
      'retry-after': String(seconds),
    });
  }
}
