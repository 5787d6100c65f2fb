import type { Readable } from 'node:stream';
import { unavailable } from './errors.js';

/** Reads a body as text; throws `BoxUnavailable` when it is larger than `maxBytes`. */
export async function readText(body: Readable, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      body.destroy();
      throw unavailable();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
