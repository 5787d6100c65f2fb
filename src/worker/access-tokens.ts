import { metered, type CallMeter } from '../box/call-meter.js';
import type { AccessTokens } from '../box/client.js';
import { BoxError, boxError, isBoxError } from '../box/errors.js';
import { refreshTokens, type OAuthApp } from '../box/oauth.js';
import type { Cipher } from '../util/encryption.js';
import type { TokenPair } from '../domain/connection.js';
import { renewTokens, tokensOf } from '../store/connections/grants.js';
import type { Db } from '../store/sql/postgres.js';

/** How long before its expiry a token is renewed at most, in milliseconds, so that calls do not fail with 401. */
const RENEW_AHEAD_MS = 2 * 60_000;
/** The same as a part of the token's life: a token of two minutes must not be renewed before each call. */
const RENEW_AHEAD_SHARE = 0.1;
/** The pauses after failed renewals, in milliseconds: the first, which is doubled each time, and the longest. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** What the tokens of a grant need. */
export interface AccessTokensOptions {
  readonly db: Db;
  readonly cipher: Cipher;
  readonly app: OAuthApp;
  readonly grantId: string;
  /** Called before each renewal. */
  readonly onRefresh: () => void;
  readonly meter?: CallMeter;
  readonly now?: () => number;
}

/**
 * The access tokens of one grant. One renewal runs at a time: concurrent callers share it within this process, and the
 * lock on the grant's row serializes renewals across processes.
 *
 * Throws `BoxUnauthorized` only if Box says that the grant has ended, or if its tokens have been deleted. After any other
 * failure the stored token is used until it expires, and no renewal is attempted during a pause that grows to a minute:
 * calls meanwhile throw the same failure, which is never about the item that they were for.
 */
export function accessTokensOf(options: AccessTokensOptions): AccessTokens {
  const { db, cipher, app, grantId, now = Date.now } = options;
  let cached: TokenPair | undefined;
  let renewal: Promise<string> | undefined;
  let failed: FailedRenewal | undefined;

  async function current(): Promise<string> {
    cached ??= await tokensOf(db, cipher, grantId);
    if (!cached) throw tokensDeleted();
    const { accessToken, expiresAt } = cached;
    if (isFresh(cached, now())) return accessToken;
    try {
      return await renew(accessToken);
    } catch (error) {
      if (isBoxError(error, 'BoxUnauthorized') || expiresAt.getTime() <= now()) throw error;
      return accessToken;
    }
  }

  function renew(rejected: string): Promise<string> {
    renewal ??= (failed && now() < failed.until ? adoptOther(rejected, failed) : renewUnderLock(rejected)).finally(
      () => {
        renewal = undefined;
      },
    );
    return renewal;
  }

  /** During the pause, another process may have renewed the tokens. */
  async function adoptOther(rejected: string, { error, until }: FailedRenewal): Promise<string> {
    const stored = await tokensOf(db, cipher, grantId);
    if (!stored) throw tokensDeleted();
    if (stored.accessToken === rejected || !isFresh(stored, now())) {
      const { type, problem, status, code, requestId } = error;
      throw new BoxError(type, problem, { status, code, requestId, retryAfterMs: Math.max(until - now(), 1) });
    }
    [cached, failed] = [stored, undefined];
    return stored.accessToken;
  }

  async function renewUnderLock(rejected: string): Promise<string> {
    try {
      cached = await renewTokens(db, cipher, grantId, async (tokens) => {
        if (tokens.accessToken !== rejected && isFresh(tokens, now())) return tokens;
        options.onRefresh();
        return metered(options.meter, 'token', () => refreshTokens(app, tokens.refreshToken));
      });
      failed = undefined;
    } catch (error) {
      failed = isBoxError(error) && error.type !== 'BoxUnauthorized' ? nextPause(failed, error, now()) : undefined;
      throw error;
    }
    if (!cached) throw tokensDeleted();
    return cached.accessToken;
  }

  return { current, renew };
}

/** A renewal that failed for another reason than the end of the grant; no other is attempted before `until`. */
interface FailedRenewal {
  readonly error: BoxError;
  readonly pauseMs: number;
  readonly until: number;
}

function nextPause(before: FailedRenewal | undefined, error: BoxError, now: number): FailedRenewal {
  const doubled = before ? Math.min(before.pauseMs * 2, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
  const pauseMs = Math.max(doubled, error.retryAfterMs ?? 0);
  return { error, pauseMs: doubled, until: now + pauseMs };
}

function isFresh({ issuedAt, expiresAt }: TokenPair, now: number): boolean {
  const lifeMs = Math.max(expiresAt.getTime() - issuedAt.getTime(), 0);
  return expiresAt.getTime() - now > Math.min(RENEW_AHEAD_MS, lifeMs * RENEW_AHEAD_SHARE);
}

const tokensDeleted = () => boxError('BoxUnauthorized', 'refresh_token_rejected');
