import { randomBytes } from 'node:crypto';
import { hashToken } from '../../store/access/api-tokens.js';
import type { Db, Trx } from '../../store/sql/postgres.js';
import { insertSignInLink, isSignInLink, consumeSignInLink } from '../../store/access/sessions.js';
import { sha256 } from '../../util/sha256.js';
import type { FindHolder, Holder } from './principals.js';

/** How long a sign-in link works, in milliseconds. */
const LINK_TTL_MS = 15 * 60_000;

/** A way to sign in: OpenID Connect would be another one. What it needs is what `verify` takes. */
export interface SignInMethod<Credentials> {
  /** As the audit log names it. */
  readonly name: string;
  /** Whether the credentials are worth a transaction: one look, for wrong ones come in numbers. */
  isKnown(db: Db, credentials: Credentials): Promise<boolean>;
  /** Who it is; undefined when the credentials are good for nobody. What is used up by it is used up in `trx`. */
  verify(trx: Trx, credentials: Credentials): Promise<Holder | undefined>;
}

/** With an API token: the session is as good as the token. */
export const byToken = (holderOf: FindHolder): SignInMethod<string> => ({
  name: 'token',
  isKnown: async (db, token) => (await holderOf(db, hashToken(token))) !== undefined,
  verify: (trx, token) => holderOf(trx, hashToken(token)),
});

/** With the code of a sign-in link, once: the session is as good as the token that the link was made with. */
export const byLink = (holderOf: FindHolder): SignInMethod<string> => ({
  name: 'link',
  isKnown: (db, code) => isSignInLink(db, sha256(code)),
  async verify(trx, code) {
    const tokenHash = await consumeSignInLink(trx, sha256(code));
    return tokenHash && holderOf(trx, tokenHash);
  },
});

/**
 * Makes a link that signs its reader in as the holder, once. The code stands in the fragment, which a browser sends to
 * no server: so it is in nobody's log.
 */
export async function createSignInLink(
  trx: Trx,
  publicUrl: string,
  { tokenHash }: Holder,
): Promise<{ url: string; expiresAt: Date }> {
  const code = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + LINK_TTL_MS);
  await insertSignInLink(trx, { codeHash: sha256(code), tokenHash, expiresAt });
  return { url: `${publicUrl}/sign-in#code=${code}`, expiresAt };
}
