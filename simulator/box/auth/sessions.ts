/** Authorization codes and tokens. By Box's guides, a code is valid for 30 seconds and a refresh token works once. */
import type { Clock } from '../../time/clock.js';
import type { Grant } from './grant.js';
import { createGrant, createToken, type IssuedTokens, REFRESH_MS, type Subject, type TokenSource } from './tokens.js';

const CODE_MS = 30_000;

/** Notified of issued and forgotten grants. */
export interface SessionListener {
  issued(grant: Grant): void;
  forgotten(grant: Grant): void;
}

/** Options of sessions. */
export interface SessionOptions {
  readonly source: TokenSource;
  readonly clock: Clock;
  /** Whether a user is active. Tokens of other users are invalid. */
  readonly isActive: (userId: string) => boolean;
  readonly listener: SessionListener;
  /** The lifetime of new access tokens in seconds; null for Box's. */
  readonly accessSeconds: () => number | null;
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
  /** The grant of an access token, valid or not. Unlike `grantOf`, does not use the token. */
  holderOf(accessToken: string): Grant | undefined;
  /** The grant of a valid access token. */
  grantOf(accessToken: string): Grant | undefined;
  /** Ends all access tokens and returns how many. Does not notify the listener. */
  expireAccessTokens(): number;
  /** Ends all refresh tokens, but not their access tokens, and returns how many. Does not notify the listener. */
  revokeRefreshTokens(): number;
}

/** Sessions without codes and tokens. */
export function createSessions({ source, clock, isActive, listener, accessSeconds }: SessionOptions): Sessions {
  const codes = new Map<string, { subject: Subject; redirectUri: string; expiresAt: number }>();
  const byAccess = new Map<string, Grant>();
  const byRefresh = new Map<string, Grant>();
  let codesIssued = 0;
  let grantsIssued = 0;

  function issue(subject: Subject, refresh: Pick<Grant, 'replaces'> | null): IssuedTokens {
    sweep();
    const { expiresInSeconds, ...grant } = createGrant(
      { ...source, accessSeconds: accessSeconds() },
      grantsIssued,
      clock.now(),
      subject,
      refresh,
    );
    restore(grant);
    listener.issued(grant);
    return { ...grant, expiresInSeconds };
  }

  function restore(grant: Grant): void {
    grantsIssued += 1;
    byAccess.set(grant.accessToken, grant);
    if (grant.refreshToken !== null) byRefresh.set(grant.refreshToken, grant);
  }

  /**
   * Drops expired codes and grants. An expired refresh token is kept for another 60 days, to return `expired` for it.
   */
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
      const code = createToken(source, 'code', codesIssued, 32);
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
    holderOf: (accessToken) => byAccess.get(accessToken),
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
