/** Checks exports before their download: a browser that downloads a link shows nothing if the API refuses it. */
import { ApiProblem } from './client.js';

const TIMEOUT_MS = 15_000;
/** Messages by status: a response to HEAD has no body. */
const MESSAGES: Readonly<Record<number, string>> = {
  400: 'The API rejected this filter; the list shows why.',
  401: 'You are no longer signed in.',
  429: 'Too many exports are running, or too many requests were made. Try again in a while.',
  503: 'The Boxward database is unavailable or busy. Try again shortly.',
};

/**
 * Checks by a HEAD request that an export can start: the session, the filter, and that an export slot is free. Throws
 * `ApiProblem` if not. The download can still fail if another export takes the slot first.
 */
export async function checkExport(address: string): Promise<void> {
  const { ok, status } = await fetch(address, { method: 'HEAD', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => {
    throw new ApiProblem(0, 'network', 'The Boxward API is unreachable. Try again when it is back.');
  });
  if (!ok) throw new ApiProblem(status, 'export_refused', MESSAGES[status] ?? `The API returned status ${status}.`);
}
