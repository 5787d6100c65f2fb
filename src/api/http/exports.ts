import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { ReadRows } from '../../store/sql/postgres.js';
import { ApiError } from './problem.js';

/** Concurrent exports per process. Each holds a database connection until its client has read it. */
const MAX_EXPORTS = 3;
/** A client that reads nothing for this time is disconnected, in milliseconds. */
const STALLED_MS = 60_000;
/** The longest an export may take, in milliseconds. It holds a snapshot, which keeps Postgres from vacuuming. */
const DEADLINE_MS = 3_600_000;

/** The rows of an export and how they are written. */
export interface Export<Row> {
  readonly headers: Readonly<Record<string, string>>;
  readonly rows: (read: ReadRows<Row>) => Promise<void>;
  /** The streams from rows to text, in order. */
  readonly write: (rows: AsyncIterable<Row>) => readonly (NodeJS.ReadableStream | NodeJS.ReadWriteStream)[];
}

/**
 * Streams an export to the client; a HEAD request gets the headers only. Throws 429 `too_many_exports` when three exports
 * are running.
 */
export type SendExport = <Row>(
  request: FastifyRequest,
  reply: FastifyReply,
  what: Export<Row>,
) => Promise<FastifyReply>;

declare module 'fastify' {
  interface FastifyInstance {
    readonly sendExport: SendExport;
  }
}

/** Adds `app.sendExport`. */
export const exports = fp(async (app) => {
  app.decorate('sendExport', createSendExport());
});

/** Creates the exports of one process; both limits are in milliseconds. */
export function createSendExport({ stalledMs = STALLED_MS, deadlineMs = DEADLINE_MS } = {}): SendExport {
  let running = 0;
  return async (request, reply, { headers, rows, write }) => {
    if (running >= MAX_EXPORTS) throw tooManyExports();
    // The portal sends HEAD before a download, because a browser does not show why a download failed. The length is
    // unknown: an empty stream sends no Content-Length.
    if (request.method === 'HEAD') return reply.headers(headers).send(Readable.from([]));
    running += 1;
    try {
      await rows(async (found) => {
        reply.hijack();
        reply.raw.writeHead(200, { ...headers, 'cache-control': 'no-store' });
        disconnectWhenStalled(reply.raw, stalledMs);
        await pipeline([...write(found), reply.raw], { signal: AbortSignal.timeout(deadlineMs) });
      });
    } catch (error) {
      // Before the headers are sent, the error becomes an ordinary problem response.
      if (!reply.sent) throw error;
      logEnd(request, error);
    } finally {
      running -= 1;
    }
    return reply;
  };
}

/** Disconnects a client that does not read buffered data. One that waits for the database is left alone. */
function disconnectWhenStalled(response: ServerResponse, stalledMs: number): void {
  response.setTimeout(stalledMs, () => {
    if (response.writableLength > 0) response.destroy();
  });
}

function logEnd(request: FastifyRequest, error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') request.log.info('export ended: the client disconnected or stalled');
  else if (code === 'ABORT_ERR') request.log.info('export ended: it reached its deadline');
  else request.log.error({ err: error }, 'export failed');
}

function tooManyExports(): ApiError {
  const detail = `${MAX_EXPORTS} exports are running; retry when one has finished.`;
  return new ApiError(429, 'too_many_exports', detail, { headers: { 'retry-after': '30' } });
}
