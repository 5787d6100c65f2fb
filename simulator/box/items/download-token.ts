/** Signed tokens in download URLs. Until its expiry, such a URL returns the bytes without an access token. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const payloadSchema = z.object({ fileId: z.string(), version: z.number(), expiresAt: z.number() });
/** The content of a download token; `expiresAt` is in epoch milliseconds. */
export type DownloadToken = z.infer<typeof payloadSchema>;

/** Encodes and signs a download token for use in a URL. */
export function signDownloadToken(secret: string, payload: DownloadToken): string {
  const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${text}.${signatureOf(secret, text)}`;
}

/** Decodes a download token, expired or not. Returns null if its signature is invalid. */
export function verifyDownloadToken(secret: string, token: string): DownloadToken | null {
  const [text = '', signature = ''] = token.split('.');
  const [given, expected] = [Buffer.from(signature), Buffer.from(signatureOf(secret, text))];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return payloadSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
}

const signatureOf = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(`download/${text}`).digest('base64url');
