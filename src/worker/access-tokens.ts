import type { AccessTokens } from '../box/client.js';
import { boxError } from '../box/errors.js';
import { refreshTokens, type OAuthApp } from '../box/oauth.js';
import type { Cipher } from '../util/encryption.js';
import type { TokenPair } from '../domain/connection.js';
import { renewTokens, tokensOf } from '../store/connections/grants.js';
import type { Db } from '../store/sql/postgres.js';

/** A token is renewed this long before it ends, in milliseconds, rather than run into a 401. */
const RENEW_AHEAD_MS = 2 * 60_000;

/**
 * The access tokens of one grant. Within this process one renewal runs at a time and the others wait for it; across
 * processes the grant's row lock does the same. Throws `BoxUnauthorized` once Box does not take the refresh token.
 */
export function accessTokensOf(grant: {
  readonly db: Db;
  readonly cipher: Cipher;
  readonly app: OAuthApp;
  readonly grantId: string;
  readonly onRefresh: () => void;
}): AccessTokens {
  const { db, cipher, app, grantId } = grant;
  let known: TokenPair | undefined;
  let renewal: Promise<string> | undefined;

  async function current(): Promise<string> {
    known ??= await tokensOf(db, cipher, grantId);
    if (!known) throw forgotten();
    return isFresh(known) ? known.accessToken : renew(known.accessToken);
  }

  function renew(rejected: string): Promise<string> {
    renewal ??= renewUnderLock(rejected).finally(() => {
      renewal = undefined;
    });
    return renewal;
  }

  async function renewUnderLock(rejected: string): Promise<string> {
    known = await renewTokens(db, cipher, grantId, async (tokens) => {
      if (tokens.accessToken !== rejected && isFresh(tokens)) return tokens;
      grant.onRefresh();
      return refreshTokens(app, tokens.refreshToken);
    });
    if (!known) throw forgotten();
    return known.accessToken;
  }

  return { current, renew };
}

const isFresh = (tokens: TokenPair): boolean => tokens.expiresAt.getTime() - Date.now() > RENEW_AHEAD_MS;

const forgotten = () => boxError('BoxUnauthorized', 'refresh_token_rejected');
