import { randomBytes } from 'node:crypto';
import { hashToken } from '../../store/access/api-tokens.js';
import { insertSignInLink, isSignInLink, consumeSignInLink } from '../../store/access/sessions.js';
import type { Db, Trx } from '../../store/sql/postgres.js';
import { sha256 } from '../../util/sha256.js';
import type { FindPrincipal, Principal } from './principals.js';

/** The lifetime of a sign-in link, in milliseconds. */
const LINK_TTL_MS = 15 * 60_000;

/** A way to sign in. OpenID Connect would be another one. */
export interface SignInMethod<Credentials> {
  /** The name in the audit log. */
  readonly name: string;
  /** Whether the credentials are known: one lookup, so that a wrong guess costs no transaction. */
  isKnown(db: Db, credentials: Credentials): Promise<boolean>;
  /** Returns the principal; undefined if the credentials are invalid. Uses up one-time credentials within `trx`. */
  verify(trx: Trx, credentials: Credentials): Promise<Principal | undefined>;
}

/** Signs in with an API token. The session ends when the token is revoked. */
export const byToken = (findPrincipal: FindPrincipal): SignInMethod<string> => ({
  name: 'token',
  isKnown: async (db, token) => (await findPrincipal(db, hashToken(token))) !== undefined,
  verify: (trx, token) => findPrincipal(trx, hashToken(token)),
});

/** Signs in with the code of a sign-in link, once. The session ends when the token that created the link is revoked. */
export const byLink = (findPrincipal: FindPrincipal): SignInMethod<string> => ({
  name: 'link',
  isKnown: (db, code) => isSignInLink(db, sha256(code)),
  async verify(trx, code) {
    const tokenHash = await consumeSignInLink(trx, sha256(code));
    return tokenHash && findPrincipal(trx, tokenHash);
  },
});

/**
 * Creates a link that signs in as the principal, once. The code is in the fragment, which browsers do not send to
 * servers, so it does not end up in logs.
 */
export async function createSignInLink(
  trx: Trx,
  publicUrl: string,
  { tokenHash }: Principal,
): Promise<{ url: string; expiresAt: Date }> {
  const code = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + LINK_TTL_MS);
  await insertSignInLink(trx, { codeHash: sha256(code), tokenHash, expiresAt });
  return { url: `${publicUrl}/sign-in#code=${code}`, expiresAt };
}
