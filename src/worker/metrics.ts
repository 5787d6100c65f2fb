/** What the worker measures, and the metrics of Temporal's SDK beside it. */
import { createServer } from 'node:net';
import type { ScanMeter } from '../../activities/dependencies.js';
import type { CallMeter } from '../box/call-meter.js';
import type { Metrics } from '../metrics/registry.js';

/** Measures the calls to Box. */
export const callMeter = (metrics: Metrics): CallMeter => ({
  waited: (lane, ms) => metrics.observe('boxward_budget_wait_seconds', { lane }, ms / 1_000),
  ended(purpose, outcome, ms) {
    metrics.count('boxward_box_calls_total', { purpose, outcome });
    metrics.observe('boxward_box_call_duration_seconds', { purpose }, ms / 1_000);
  },
});

/** Measures the scan. */
export const scanMeter = (metrics: Metrics): ScanMeter => ({
  pageRecorded({ lane, files, endsFolder, ms }) {
    metrics.count('boxward_files_scanned_total', { lane }, files);
    if (endsFolder) metrics.count('boxward_folders_listed_total', { lane });
    metrics.observe('boxward_page_transaction_seconds', {}, ms / 1_000);
  },
  rescanned({ files, ourMs, boxMs }) {
    metrics.count('boxward_files_scanned_total', { lane: 'express' }, files);
    if (ourMs !== null) metrics.observe('boxward_rescan_delay_seconds', { part: 'ours' }, ourMs / 1_000);
    if (boxMs !== null) metrics.observe('boxward_rescan_delay_seconds', { part: 'box' }, boxMs / 1_000);
  },
});

/** How long Temporal's SDK may take to return its metrics, in milliseconds. */
const DEADLINE_MS = 2_000;

/**
 * Temporal's SDK serves its metrics itself, on a port. It gets a free one of this machine's own address, and `read` adds
 * them to the worker's: one address to scrape. `read` returns '' while they cannot be read.
 */
export async function temporalMetrics(): Promise<{ bindAddress: string; read: () => Promise<string> }> {
  const bindAddress = `127.0.0.1:${await freePort()}`;
  return {
    bindAddress,
    async read() {
      try {
        const response = await fetch(`http://${bindAddress}/metrics`, { signal: AbortSignal.timeout(DEADLINE_MS) });
        return response.ok ? await response.text() : '';
      } catch {
        // The worker's own metrics do not depend on them.
        return '';
      }
    },
  };
}

/** A free port of 127.0.0.1. */
function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('No port is free'));
      });
    });
  });
}
