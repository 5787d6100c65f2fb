import { createServer } from 'node:http';
import type { Metrics } from './registry.js';

/** Where metrics are served, and what else is in the same response. */
export interface ListenerOptions {
  readonly metrics: Metrics;
  readonly listen: { readonly host: string; readonly port: number };
  /** Further metrics in the same format; '' if there are none now. It must not throw, and limits its own time. */
  readonly more?: () => Promise<string>;
  /** How long after a failure the address is tried again, in milliseconds: an earlier process may still have it. */
  readonly retryMs?: number;
  readonly log: {
    readonly info: (fields: object, message: string) => void;
    readonly warn: (fields: object, message: string) => void;
  };
}

const RETRY_MS = 5_000;
/** Sockets that are open at the same time; Prometheus needs one. */
const MAX_SOCKETS = 20;
const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Serves `GET /metrics` on an address of its own, without authentication. While the address is in use it warns once and
 * tries again: work does not depend on it. Returns a function that ends it.
 */
export function serveMetrics({ metrics, listen, more, log, retryMs = RETRY_MS }: ListenerOptions): () => Promise<void> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    void Promise.all([metrics.text(), more?.() ?? '']).then(
      (parts) => response.writeHead(200, { 'content-type': CONTENT_TYPE }).end(parts.join('\n')),
      (error: unknown) => {
        log.warn({ err: error }, 'metrics could not be read');
        response.writeHead(500).end();
      },
    );
  });
  server.maxConnections = MAX_SOCKETS;
  server.requestTimeout = 10_000;
  let retry: NodeJS.Timeout | undefined;
  let hasWarned = false;
  server.on('error', (error) => {
    if (!hasWarned) log.warn({ err: error, ...listen }, 'metrics cannot be served yet; the address is tried again');
    hasWarned = true;
    retry = setTimeout(() => server.listen(listen.port, listen.host), retryMs);
    retry.unref();
  });
  server.on('listening', () => log.info({ ...listen }, 'metrics are served'));
  server.listen(listen.port, listen.host);
  // The end of the work ends the process.
  server.unref();
  return async () => {
    clearTimeout(retry);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}
