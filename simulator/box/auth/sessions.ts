/** Authorization codes and tokens. By Box's guides, a code is valid for 30 seconds and a refresh token works once. */
import { randomUint32 } from '../../random.js';
import type { Clock } from '../../time/clock.js';
import type { Grant } from './grant.js';

const CODE_MS = 30_000;
const REFRESH_MS = 60 * 24 * 3_600_000;
/** The lifetime of access tokens varies, and Box returns it in seconds. */
const ACCESS_SECONDS = { min: 3_600, max: 4_500 };

/** The user, app and scopes that a token is issued for. */
export type Subject = Pick<Grant, 'userId' | 'clientId' | 'scopes'>;

/** Newly issued tokens. */
export interface IssuedTokens extends Grant {
  readonly expiresInSeconds: number;
}

/** Notified of issued and forgotten grants. */
export interface SessionListener {
  issued(grant: Grant): void;
  forgotten(grant: Grant): void;
}

/** Options of sessions. Codes and tokens derive from the seed and start time, so that two runs issue the same. */
export interface SessionOptions {
  readonly seed: number;
  readonly startedAt: number;
  readonly clock: Clock;
  /** Whether a user is active. Tokens of other users are invalid. */
  readonly isActive: (userId: string) => boolean;
  readonly listener: SessionListener;
}

/** The codes and tokens in circulation. */
export interface Sessions {
  /** Restores a grant issued in an earlier run. */
  restore(grant: Grant): void;
  /** Drops a grant forgotten in an earlier run, by either of its tokens. */
  forget(token: string): void;
  issueCode(subject: Subject, redirectUri: string): string;
  /** Undefined for a code that is used, expired, of another app, or was sent to another redirect URI. */
  redeemCode(code: string, by: { clientId: string; redirectUri: string | undefined }): IssuedTokens | undefined;
  /** Issues an access token without a refresh token, for server authentication. */
  issueAccess(subject: Subject): IssuedTokens;
  /**
   * Undefined for a refresh token that is used, revoked, unknown or of another app; `expired` for an expired one. With
   * `grace`, the old pair stays valid until the new access token is first used.
   */
  refresh(refreshToken: string, by: { clientId: string; grace: boolean }): IssuedTokens | 'expired' | undefined;
  /** Revokes a pair by either of its tokens. Ignores tokens of other apps. */
  revoke(token: string, clientId: string): void;
  /** The grant of a valid access token. */
  grantOf(accessToken: string): Grant | undefined;
  /** Ends all access tokens and returns how many. Does not notify the listener. */
  expireAccessTokens(): number;
  /** Ends all refresh tokens, but not their access tokens, and returns how many. Does not notify the listener. */
  revokeRefreshTokens(): number;
}

/** Sessions without codes and tokens. */
export function createSessions({ seed, startedAt, clock, isActive, listener }: SessionOptions): Sessions {
  const codes = new Map<string, { subject: Subject; redirectUri: string; expiresAt: number }>();
  const byAccess = new Map<string, Grant>();
  const byRefresh = new Map<string, Grant>();
  let codesIssued = 0;
  let grantsIssued = 0;

  /** Letters and digits that cannot be guessed without the seed and start time. */
  const secret = (kind: string, count: number, length: number): string =>
    Array.from(
      { length },
      (_, place) => ALPHABET[randomUint32(seed, kind, startedAt, count, place) % ALPHABET.length],
    ).join('');

  function issue({ userId, clientId, scopes }: Subject, refresh: Pick<Grant, 'replaces'> | null): IssuedTokens {
    sweep();
    const { min, max } = ACCESS_SECONDS;
    const expiresInSeconds = min + (randomUint32(seed, 'expires', grantsIssued) % (max - min + 1));
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

  /** Drops expired codes and grants. An expired refresh token is kept for another 60 days, to return `expired` for it. */
  function sweep(): void {
    const now = clock.now();
    for (const [code, { expiresAt }] of codes) if (expiresAt <= now) codes.delete(code);
    for (const grant of [...byAccess.values(), ...byRefresh.values()]) {
      const droppedAt = grant.refreshToken === null ? grant.accessExpiresAt : grant.refreshExpiresAt + REFRESH_MS;
      if (droppedAt <= now) drop(grant);
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
      const issued = codes.get(code);
      codes.delete(code);
      if (issued?.subject.clientId !== clientId || issued.expiresAt <= clock.now()) return undefined;
      if (redirectUri !== undefined && redirectUri !== issued.redirectUri) return undefined;
      return isActive(issued.subject.userId) ? issue(issued.subject, { replaces: null }) : undefined;
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
