/** Tickets for downloads: whoever holds one gets the bytes, with no token and no cookie, until it runs out. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const ticket = z.object({ fileId: z.string(), version: z.number(), expiresAt: z.number() });
/** What a ticket is good for; `expiresAt` is epoch milliseconds. */
export type DownloadToken = z.infer<typeof ticket>;

/** A ticket as a part of an address. */
export function signDownloadToken(secret: string, good: DownloadToken): string {
  const text = Buffer.from(JSON.stringify(good)).toString('base64url');
  return `${text}.${sealOf(secret, text)}`;
}

/** What a ticket is good for, run out or not; null for one that was not written with this secret. */
export function verifyDownloadToken(secret: string, written: string): DownloadToken | null {
  const [text = '', seal = ''] = written.split('.');
  const [given, right] = [Buffer.from(seal), Buffer.from(sealOf(secret, text))];
  if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
  return ticket.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
}

const sealOf = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(`download/${text}`).digest('base64url');
