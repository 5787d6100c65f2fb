import type { Readable } from 'node:stream';
import { unavailable } from './errors.js';

/** The limits of a response body: its size, and the time by which it must be complete (epoch milliseconds). */
export interface ReadLimits {
  readonly maxBytes: number;
  readonly until: number;
}

/**
 * Reads a body as text; throws `BoxUnavailable` if it exceeds its limits. The time limit ends a body that arrives in
 * small pieces, which undici's `bodyTimeout` does not. It is not an `AbortSignal.timeout` combined with the caller's
 * signal: on Node 20 a timeout that is only a source of `AbortSignal.any` can be garbage-collected before it fires.
 */
export async function readText(body: Readable, { maxBytes, until }: ReadLimits): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes || Date.now() > until) {
      body.destroy();
      throw unavailable();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
