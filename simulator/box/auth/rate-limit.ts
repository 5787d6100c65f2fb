/** How many calls Box takes, by its guide to rate limits. */
import type { State } from '../../state.js';
import { ClientError } from '../http/errors.js';
import type { Caller } from './caller.js';

/** A limit: so many calls in so many milliseconds, with a bucket of its own under `name`. */
interface Limit {
  readonly name: string;
  readonly calls: number;
  readonly perMs: number;
}

/** Searches count against these too: two of the user, one of the whole enterprise. */
const SEARCH_OF_USER: readonly Limit[] = [
  { name: 'search/second', calls: 6, perMs: 1_000 },
  { name: 'search/minute', calls: 60, perMs: 60_000 },
];
const SEARCH_OF_ENTERPRISE: Limit = { name: 'search/enterprise', calls: 12, perMs: 1_000 };

/**
 * Takes a call on `path` out of what the user has left on whose behalf it is made: every call out of the minute,
 * searches out of their own second and minute too, and out of the enterprise's second. Throws 429 with `Retry-After`.
 */
export function limitRate({ requests, settings }: State, { user }: Caller, path: string): void {
  take({ name: 'calls', calls: settings.rateLimitPerMinute, perMs: 60_000 }, user.id);
  if (path !== '/2.0/search') return;
  for (const limit of SEARCH_OF_USER) take(limit, user.id);
  take(SEARCH_OF_ENTERPRISE, user.enterprise.id);

  function take({ name, calls, perMs }: Limit, whose: string): void {
    const seconds = requests.take(`${name}/${whose}`, calls, perMs);
    if (seconds === 0) return;
    throw new ClientError(429, 'rate_limit_exceeded', 'Request rate limit exceeded, please try again later', {
      'retry-after': String(seconds),
    });
  }
}
