import { LRUCache } from 'lru-cache';
import type { BoxClient } from '../box/client.js';
import type { Observer } from './observer.js';

/** How often probes are made per connection, and how long after the last failure, in milliseconds. */
const PROBE_MS = 10_000;
const PROBED_FOR_MS = 90_000;
/** The most connections that are probed: those that failed last. */
const MAX_CONNECTIONS = 500;

/**
 * While calls of a connection fail, asks Box who the account is, every 10 s and until 90 s after the last failure: the
 * retries of the work itself are up to a minute apart, and calls for events alone do not tell whether Box responds. The
 * client is observed, so nothing is done with the result. A connection that Box throttles is not probed. Returns a function
 * that takes each connection of which a call has failed.
 */
export function createBoxProbe(
  observer: Observer,
  open: (connectionId: string) => Promise<BoxClient>,
): (connectionId: string) => void {
  const failing = new LRUCache<string, { readonly failedAt: number }>({ max: MAX_CONNECTIONS });
  const timer = setInterval(() => void probeAll(), PROBE_MS);
  timer.unref();

  async function probeAll(): Promise<void> {
    for (const [connectionId, { failedAt }] of [...failing.entries()]) {
      if (Date.now() - failedAt > PROBED_FOR_MS) failing.delete(connectionId);
      else if (isDue(connectionId)) void probe(connectionId);
    }
  }

  function isDue(connectionId: string): boolean {
    const box = observer.last(connectionId, 'box');
    if (box?.problem?.code === 'box_rate_limited') return false;
    const latest = Math.max(box?.succeededAt?.getTime() ?? 0, box?.failedAt?.getTime() ?? 0);
    return Date.now() - latest >= PROBE_MS / 2;
  }

  async function probe(connectionId: string): Promise<void> {
    try {
      const client = await open(connectionId);
      await client.me({ purpose: 'test', signal: AbortSignal.timeout(PROBE_MS) });
    } catch {
      // The observer has recorded a failed call; a connection that is gone, or Postgres, is not the probe's concern.
    }
  }

  return (connectionId) => failing.set(connectionId, { failedAt: Date.now() });
}
