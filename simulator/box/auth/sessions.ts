/** Codes and tokens, as Box's guides to tokens and expiry have them: a code lives 30 seconds, a refresh token works once. */
import { randomUint32 } from '../../random.js';
import type { Clock } from '../../time/clock.js';
import type { Grant } from './grant.js';

const CODE_MS = 30_000;
const REFRESH_MS = 60 * 24 * 3_600_000;
/** Box tells each token's life, in seconds, and it is not always an hour. */
const ACCESS_SECONDS = { least: 3_600, most: 4_500 };

/** For whom a token is, in which app, and what it allows. */
export type Subject = Pick<Grant, 'userId' | 'clientId' | 'scopes'>;

/** What the token endpoint answers from. */
export interface IssuedTokens extends Grant {
  readonly expiresInSeconds: number;
}

/** Told of every grant that comes and goes. */
export interface SessionListener {
  issued(grant: Grant): void;
  forgotten(grant: Grant): void;
}

/** What sessions are made from: codes and tokens are drawn from the seed and start time, so that two runs give the same. */
export interface SessionOptions {
  readonly seed: number;
  readonly startedAt: number;
  readonly clock: Clock;
  /** Whether a user may use the API at all; tokens of others are not good. */
  readonly isActive: (userId: string) => boolean;
  readonly listener: SessionListener;
}

/** The codes and tokens in circulation. */
export interface Sessions {
  /** Takes back a grant that was issued in an earlier run. */
  restore(grant: Grant): void;
  /** Drops a grant, by either of its tokens, that was forgotten in an earlier run. */
  forget(token: string): void;
  issueCode(subject: Subject, redirectUri: string): string;
  /** Undefined for a code that is used, expired, another app's, or was sent to an address other than the one named. */
  redeemCode(code: string, by: { clientId: string; redirectUri: string | undefined }): IssuedTokens | undefined;
  /** An access token alone, as apps get it that need no person. */
  issueAccess(subject: Subject): IssuedTokens;
  /**
   * Undefined for a refresh token that is used, revoked, unknown or another app's; `expired` for one that is too old.
   * With `grace` the old pair stays good until the new access token is first used.
   */
  refresh(refreshToken: string, by: { clientId: string; grace: boolean }): IssuedTokens | 'expired' | undefined;
  /** Revokes a pair by either of its tokens; nothing happens for one that the app does not have. */
  revoke(token: string, clientId: string): void;
  /** The grant of an access token; undefined for one that is not good. */
  grantOf(accessToken: string): Grant | undefined;
  /** Ends all access tokens; how many there were. The watcher is not told. */
  expireAccessTokens(): number;
  /** Ends all refresh tokens, and leaves the access tokens that came with them; how many there were. Nor is it told. */
  revokeRefreshTokens(): number;
}

/** No codes and no tokens yet. */
export function createSessions({ seed, startedAt, clock, isActive, listener }: SessionOptions): Sessions {
  const codes = new Map<string, { subject: Subject; redirectUri: string; expiresAt: number }>();
  const byAccess = new Map<string, Grant>();
  const byRefresh = new Map<string, Grant>();
  let codesIssued = 0;
  let grantsIssued = 0;

  /** Letters and digits that cannot be guessed without the seed; the start time keeps runs of one seed apart. */
  const secret = (kind: string, count: number, length: number): string =>
    Array.from(
      { length },
      (_, place) => ALPHABET[randomUint32(seed, kind, startedAt, count, place) % ALPHABET.length],
    ).join('');

  function issue({ userId, clientId, scopes }: Subject, refresh: Pick<Grant, 'replaces'> | null): IssuedTokens {
    sweep();
    const { least, most } = ACCESS_SECONDS;
    const expiresInSeconds = least + (randomUint32(seed, 'expires', grantsIssued) % (most - least + 1));
    const grant: Grant = {
      userId,
      clientId,
      scopes,
      accessToken: secret('access', grantsIssued, 32),
      accessExpiresAt: clock.now() + expiresInSeconds * 1000,
      refreshToken: refresh ? secret('refresh', grantsIssued, 64) : null,
      refreshExpiresAt: clock.now() + REFRESH_MS,
      replaces: refresh?.replaces ?? null,
    };
    restore(grant);
    listener.issued(grant);
    return { ...grant, expiresInSeconds };
  }

  function restore(grant: Grant): void {
    grantsIssued += 1;
    byAccess.set(grant.accessToken, grant);
    if (grant.refreshToken !== null) byRefresh.set(grant.refreshToken, grant);
  }

  /** Lets go of what is over for good; a refresh token is known to have expired for as long again as it was good. */
  function sweep(): void {
    const now = clock.now();
    for (const [code, { expiresAt }] of codes) if (expiresAt <= now) codes.delete(code);
    for (const grant of [...byAccess.values(), ...byRefresh.values()]) {
      const overAt = grant.refreshToken === null ? grant.accessExpiresAt : grant.refreshExpiresAt + REFRESH_MS;
      if (overAt <= now) drop(grant);
    }
  }

  const byEither = (token: string): Grant | undefined => byAccess.get(token) ?? byRefresh.get(token);

  function drop(grant: Grant): void {
    byAccess.delete(grant.accessToken);
    if (grant.refreshToken !== null) byRefresh.delete(grant.refreshToken);
  }

  function forget(grant: Grant): void {
    drop(grant);
    listener.forgotten(grant);
  }

  return {
    restore,
    forget(token) {
      const grant = byEither(token);
      if (grant) drop(grant);
    },
    issueCode(subject, redirectUri) {
      sweep();
      const code = secret('code', codesIssued, 32);
      codesIssued += 1;
      codes.set(code, { subject, redirectUri, expiresAt: clock.now() + CODE_MS });
      return code;
    },
    redeemCode(code, { clientId, redirectUri }) {
      const known = codes.get(code);
      codes.delete(code);
      if (known?.subject.clientId !== clientId || known.expiresAt <= clock.now()) return undefined;
      if (redirectUri !== undefined && redirectUri !== known.redirectUri) return undefined;
      return isActive(known.subject.userId) ? issue(known.subject, { replaces: null }) : undefined;
    },
    issueAccess: (subject) => issue(subject, null),
    refresh(refreshToken, { clientId, grace }) {
      const grant = byRefresh.get(refreshToken);
      if (grant?.clientId !== clientId || !isActive(grant.userId)) return undefined;
      const isExpired = grant.refreshExpiresAt <= clock.now();
      if (isExpired || !grace) forget(grant);
      return isExpired ? 'expired' : issue(grant, { replaces: grace ? refreshToken : null });
    },
    revoke(token, clientId) {
      const grant = byEither(token);
      if (grant?.clientId === clientId) forget(grant);
    },
    grantOf(accessToken) {
      const grant = byAccess.get(accessToken);
      if (!grant || grant.accessExpiresAt <= clock.now() || !isActive(grant.userId)) return undefined;
      const replaced = byRefresh.get(grant.replaces ?? '');
      if (replaced) forget(replaced);
      return grant;
    },
    expireAccessTokens() {
      const count = byAccess.size;
      byAccess.clear();
      return count;
    },
    revokeRefreshTokens() {
      const count = byRefresh.size;
      byRefresh.clear();
      return count;
    },
  };
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
