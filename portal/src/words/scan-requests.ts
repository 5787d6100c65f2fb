/** A pause, resumption or restart that has been requested and has not taken effect yet, in words. */
import type { Connection } from '../api/connections.js';

type Scan = Connection['scan'];
type Request = NonNullable<Scan['requested']>;

/** What is about to happen. */
export const REQUEST_LABELS = {
  pause: 'Pausing…',
  resume: 'Resuming…',
  restart: 'Restarting…',
} as const satisfies Readonly<Record<Request, string>>;

const REQUESTS = {
  pause: 'Pause requested',
  resume: 'Resume requested',
  restart: 'New full scan requested',
} as const satisfies Readonly<Record<Request, string>>;

const WAITS = {
  'when a worker is back': 'not yet: no worker is running. It takes effect when one is back.',
  'after reauthorization': 'not yet: Box rejects the credentials. It takes effect after an admin has consented again.',
  'after resume': 'not yet: the scan is paused. It takes effect when the scan is resumed.',
} as const satisfies Readonly<Record<Exclude<NonNullable<Scan['requestTakesEffect']>, 'now'>, string>>;

/** Why a request has not taken effect yet; null if there is none, or it is about to. */
export function pendingSentence({ requested, requestTakesEffect }: Scan): string | null {
  if (requested === null || requestTakesEffect === null || requestTakesEffect === 'now') return null;
  return `${REQUESTS[requested]}, ${WAITS[requestTakesEffect]}`;
}
