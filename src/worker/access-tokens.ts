import type { AccessTokens } from '../box/client.js';
import { boxError } from '../box/errors.js';
import { refreshTokens, type OAuthApp } from '../box/oauth.js';
import type { Cipher } from '../util/encryption.js';
import type { TokenPair } from '../domain/connection.js';
import { renewTokens, tokensOf } from '../store/connections/grants.js';
import type { Db } from '../store/sql/postgres.js';

/** How long before its expiry a token is renewed, in milliseconds, so that calls do not fail with 401. */
const RENEW_AHEAD_MS = 2 * 60_000;

/**
 * The access tokens of one grant. One renewal runs at a time: concurrent callers share it within this process, and the
 * lock on the grant's row serializes renewals across processes. Throws `BoxUnauthorized` if Box rejects the refresh
 * token or the tokens have been deleted.
 */
export function accessTokensOf(grant: {
  readonly db: Db;
  readonly cipher: Cipher;
  readonly app: OAuthApp;
  readonly grantId: string;
  readonly onRefresh: () => void;
}): AccessTokens {
  const { db, cipher, app, grantId } = grant;
  let cached: TokenPair | undefined;
  let renewal: Promise<string> | undefined;

  async function current(): Promise<string> {
    cached ??= await tokensOf(db, cipher, grantId);
    if (!cached) throw tokensDeleted();
    return isFresh(cached) ? cached.accessToken : renew(cached.accessToken);
  }

  function renew(rejected: string): Promise<string> {
    renewal ??= renewUnderLock(rejected).finally(() => {
      renewal = undefined;
    });
    return renewal;
  }

  async function renewUnderLock(rejected: string): Promise<string> {
    cached = await renewTokens(db, cipher, grantId, async (tokens) => {
      if (tokens.accessToken !== rejected && isFresh(tokens)) return tokens;
      grant.onRefresh();
      return refreshTokens(app, tokens.refreshToken);
    });
    if (!cached) throw tokensDeleted();
    return cached.accessToken;
  }

  return { current, renew };
}

const isFresh = (tokens: TokenPair): boolean => tokens.expiresAt.getTime() - Date.now() > RENEW_AHEAD_MS;

const tokensDeleted = () => boxError('BoxUnauthorized', 'refresh_token_rejected');
