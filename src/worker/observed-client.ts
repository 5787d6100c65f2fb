import type { BoxClient, CallPurpose } from '../box/client.js';
import { isBoxError } from '../box/errors.js';
import { problem } from '../domain/problems.js';
import { KeyNotConfigured } from '../util/encryption.js';
import type { Observer } from './observer.js';

/** Calls for events do not tell whether Box responds to other calls: its event log has failed by itself for hours. */
const OF_EVENTS: ReadonlySet<CallPurpose> = new Set<CallPurpose>(['stream', 'backfill']);
/** The calls that a scan consists of. */
const OF_SCAN: ReadonlySet<CallPurpose> = new Set<CallPurpose>(['users', 'listing', 'collaborations']);

/** Where the calls of a client are reported. */
export interface CallTap {
  readonly connectionId: string;
  readonly observer: Observer;
  /** Called when Box, or the way to it, is in trouble. */
  readonly onUnavailable: (connectionId: string) => void;
}

/** A client whose calls are observed: whether Box responds, and whether the scan's calls succeed. */
export function observeClient(client: BoxClient, { connectionId, observer, onUnavailable }: CallTap): BoxClient {
  async function watch<T>(purpose: CallPurpose, call: () => Promise<T>): Promise<T> {
    const startedAt = new Date();
    try {
      const result = await call();
      observer.succeeded(connectionId, 'box');
      if (OF_SCAN.has(purpose)) observer.succeeded(connectionId, 'listing');
      return result;
    } catch (error) {
      observeFailure(purpose, startedAt, error);
      throw error;
    }
  }

  function observeFailure(purpose: CallPurpose, startedAt: Date, error: unknown): void {
    if (error instanceof KeyNotConfigured) {
      observer.failed(connectionId, 'box', { startedAt, problem: problem('encryption_key_missing'), retryInMs: null });
    }
    // Any other error is the abort of the caller, or a failure of Postgres.
    if (!isBoxError(error)) return;
    // No call was made.
    if (error.problem.code === 'monthly_calls_low') return;
    if (error.type === 'BoxUnavailable') onUnavailable(connectionId);
    const isTransient = error.type === 'BoxUnavailable' || error.type === 'BoxRateLimited';
    const failure = { startedAt, problem: error.problem, retryInMs: error.retryAfterMs };
    if (!isTransient) observer.succeeded(connectionId, 'box');
    else if (!OF_EVENTS.has(purpose)) observer.failed(connectionId, 'box', failure);
    if (isTransient && OF_SCAN.has(purpose)) observer.failed(connectionId, 'listing', failure);
  }

  return {
    me: (options) => watch(options.purpose, () => client.me(options)),
    users: (page, options) => watch(options.purpose, () => client.users(page, options)),
    user: (id, options) => watch(options.purpose, () => client.user(id, options)),
    folderItems: (id, page, options) => watch(options.purpose, () => client.folderItems(id, page, options)),
    trash: (page, options) => watch(options.purpose, () => client.trash(page, options)),
    folder: (id, options) => watch(options.purpose, () => client.folder(id, options)),
    file: (id, options) => watch(options.purpose, () => client.file(id, options)),
    collaborations: (item, page, options) => watch(options.purpose, () => client.collaborations(item, page, options)),
    events: (request, options) => watch(options.purpose, () => client.events(request, options)),
  };
}
