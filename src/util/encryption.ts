import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A key of 32 bytes, and the id that identifies it in sealed text. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: Buffer;
}

/** Encrypts and decrypts text. The `context` (such as `grant:<id>`) binds a sealed text to its row. */
export interface Cipher {
  seal(plain: string, context: string): string;
  /** Throws `KeyNotConfigured`, and an error if the context differs or the text was modified. */
  open(sealed: string, context: string): string;
}

/** A text was sealed with a key that is not configured. */
export class KeyNotConfigured extends Error {
  override readonly name = 'KeyNotConfigured';

  constructor(readonly keyId: string) {
    super(`Encryption key "${keyId}" is not configured: add it to BOXWARD_ENCRYPTION_KEYS`);
  }
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM (NIST SP 800-38D). Seals with the first key and opens with any of them, so a key is rotated by adding a new
 * one in front. Format: `v1.<key id>.<nonce>.<ciphertext and tag>`, base64url.
 */
export function createCipher(keys: readonly EncryptionKey[]): Cipher {
  const [current] = keys;
  if (!current) throw new Error('At least one encryption key is required');
  return {
    seal(plain, context) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', current.key, nonce).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return ['v1', current.id, nonce.toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open(text, context) {
      const [version, keyId, nonce, sealed] = text.split('.');
      if (version !== 'v1' || !nonce || !sealed) throw new Error('The text is not in the format of a sealed text');
      const known = keys.find(({ id }) => id === keyId);
      if (!known) throw new KeyNotConfigured(keyId ?? '');
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', known.key, Buffer.from(nonce, 'base64url'))
        .setAAD(Buffer.from(context))
        .setAuthTag(bytes.subarray(-TAG_BYTES));
      return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}
