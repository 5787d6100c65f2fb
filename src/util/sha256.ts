import { createHash } from 'node:crypto';

/** The SHA-256 of a text: all that is kept of secrets that are long and random. */
export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
