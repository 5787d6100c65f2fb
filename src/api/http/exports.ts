import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ReadRows } from '../../store/sql/postgres.js';
import { ApiError } from './problem.js';

/** Exports at a time, per process: each holds a connection of the pool for as long as its reader takes. */
const MAX_EXPORTS = 3;
/** How long a reader may take nothing of what is ready for it, in milliseconds. */
const PATIENCE_MS = 60_000;
/** How long an export may take in all, in milliseconds: it holds a snapshot, behind which nothing is cleared away. */
const DEADLINE_MS = 3_600_000;

/** What is exported, and how it is written. */
export interface Export<Row> {
  readonly headers: Readonly<Record<string, string>>;
  readonly rows: (read: ReadRows<Row>) => Promise<void>;
  /** The streams from the rows to their text, in their order. */
  readonly write: (rows: AsyncIterable<Row>) => readonly (NodeJS.ReadableStream | NodeJS.ReadWriteStream)[];
}

/** Sends an export, or its headers to who asks for no more; throws 429 when there are too many. */
export type SendExport = <Row>(
  request: FastifyRequest,
  reply: FastifyReply,
  what: Export<Row>,
) => Promise<FastifyReply>;

/** The exports of one process. */
export function createExports({ patienceMs = PATIENCE_MS, deadlineMs = DEADLINE_MS } = {}): SendExport {
  let open = 0;
  return async (request, reply, { headers, rows, write }) => {
    if (open >= MAX_EXPORTS) throw tooMany();
    // The portal asks so before it lets a browser download, which would not say why it is refused.
    // How long the export would be, nobody knows: an empty stream names no length.
    if (request.method === 'HEAD') return reply.headers(headers).send(Readable.from([]));
    open += 1;
    try {
      await rows(async (found) => {
        reply.hijack();
        reply.raw.writeHead(200, { ...headers, 'cache-control': 'no-store' });
        cutOffIdler(reply.raw, patienceMs);
        await pipeline([...write(found), reply.raw], { signal: AbortSignal.timeout(deadlineMs) });
      });
    } catch (error) {
      // Before the first header it is an error as any other.
      if (!reply.sent) throw error;
      logEnd(request, error);
    } finally {
      open -= 1;
    }
    return reply;
  };
}

/** Cuts off a reader that leaves what is ready for it; one that waits for the database is left alone. */
function cutOffIdler(response: ServerResponse, patienceMs: number): void {
  response.setTimeout(patienceMs, () => {
    if (response.writableLength > 0) response.destroy();
  });
}

function logEnd(request: FastifyRequest, error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') request.log.info('the reader of an export went away, or was cut off');
  else if (code === 'ABORT_ERR') request.log.info('an export was cut off at its deadline');
  else request.log.error({ err: error }, 'an export failed before its end');
}

function tooMany(): ApiError {
  const detail = `${MAX_EXPORTS} exports are being read already; try again when one of them has ended.`;
  return new ApiError(429, 'too_many_exports', detail, { headers: { 'retry-after': '30' } });
}
