import { createHash } from 'node:crypto';

/** The SHA-256 of a text. It is all that is stored of long random secrets, such as tokens. */
export const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
