/** Codes and tokens: a code lives 30 seconds, a refresh token works once. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { Grant } from '../enterprise/journal.js';

const CODE_MS = 30_000;
const REFRESH_MS = 60 * 24 * 3_600_000;

/** What the token endpoint answers from. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  readonly userId: string;
}

/** Told of every pair that comes and goes. */
export interface SessionWatcher {
  issued(grant: Grant): void;
  forgotten(grant: Grant): void;
}

export interface Sessions {
  /** Takes back a pair that was issued in an earlier run. */
  restore(grant: Grant): void;
  /** Drops a pair that was forgotten in an earlier run. */
  forget(refreshToken: string): void;
  issueCode(userId: string, clientId: string): string;
  /** Undefined for a code that is used, expired, or another app's. */
  redeemCode(code: string, clientId: string): IssuedTokens | undefined;
  /** Undefined for a refresh token that is used, revoked or unknown; `expired` for one that is too old. */
  refresh(refreshToken: string): IssuedTokens | 'expired' | undefined;
  /** Revokes a pair by either of its tokens; false when it is not known. */
  revoke(token: string): boolean;
  /** Whose token this is; undefined for one that is not good. */
  userOf(accessToken: string): string | undefined;
  expireAccessTokens(): number;
  revokeRefreshTokens(): number;
}

export function createSessions(clock: Clock, watcher: SessionWatcher): Sessions {
  const codes = new Map<string, { userId: string; clientId: string; expiresAt: number }>();
  const byAccess = new Map<string, Grant>();
  const byRefresh = new Map<string, Grant>();
  let issued = 0;

  function issue(userId: string): IssuedTokens {
    // Box tells each token's life, and it is not always an hour.
    const expiresInSeconds = 3_600 + ((issued * 523) % 900);
    issued += 1;
    const grant: Grant = {
      userId,
      accessToken: randomBytes(24).toString('base64url'),
      accessExpiresAt: clock.now() + expiresInSeconds * 1000,
      refreshToken: randomBytes(36).toString('base64url'),
      refreshExpiresAt: clock.now() + REFRESH_MS,
    };
    restore(grant);
    watcher.issued(grant);
    return { ...grant, expiresInSeconds };
  }

  function restore(grant: Grant): void {
    byAccess.set(grant.accessToken, grant);
    byRefresh.set(grant.refreshToken, grant);
  }

  function drop(grant: Grant): void {
    byAccess.delete(grant.accessToken);
    byRefresh.delete(grant.refreshToken);
  }

  function forget(grant: Grant): void {
    drop(grant);
    watcher.forgotten(grant);
  }

  return {
    restore,
    forget(refreshToken) {
      const grant = byRefresh.get(refreshToken);
      if (grant) drop(grant);
    },
    issueCode(userId, clientId) {
      const code = randomBytes(24).toString('base64url');
      codes.set(code, { userId, clientId, expiresAt: clock.now() + CODE_MS });
      return code;
    },
    redeemCode(code, clientId) {
      const known = codes.get(code);
      codes.delete(code);
      return known && known.clientId === clientId && known.expiresAt > clock.now() ? issue(known.userId) : undefined;
    },
    refresh(refreshToken) {
      const grant = byRefresh.get(refreshToken);
      if (!grant) return undefined;
      forget(grant);
      return grant.refreshExpiresAt > clock.now() ? issue(grant.userId) : 'expired';
    },
    revoke(token) {
      const grant = byAccess.get(token) ?? byRefresh.get(token);
      if (grant) forget(grant);
      return grant !== undefined;
    },
    userOf(accessToken) {
      const grant = byAccess.get(accessToken);
      return grant && grant.accessExpiresAt > clock.now() ? grant.userId : undefined;
    },
    expireAccessTokens() {
      const count = byAccess.size;
      byAccess.clear();
      return count;
    },
    revokeRefreshTokens() {
      const grants = [...byRefresh.values()];
      for (const grant of grants) {
        byRefresh.delete(grant.refreshToken);
        watcher.forgotten(grant);
      }
      return grants.length;
    },
  };
}
