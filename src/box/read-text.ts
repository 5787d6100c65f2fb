import type { Readable } from 'node:stream';
import { unavailable } from './errors.js';

/** How much of a body is read, and until when (epoch milliseconds): one that trickles must not last for ever. */
export interface ReadLimits {
  readonly maxBytes: number;
  readonly until: number;
}

/** Reads a body as text; throws `BoxUnavailable` when it is larger, or takes longer, than its limits. */
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
