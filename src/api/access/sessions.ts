import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { findSession, insertSession, type Session } from '../../store/access/sessions.js';
import type { Db, Trx } from '../../store/sql/postgres.js';
import { sha256 } from '../../util/sha256.js';
import { ApiError } from '../http/problem.js';
import type { FindPrincipal, Principal } from './principals.js';

/** The lifetime of a session, in milliseconds. */
const SESSION_TTL_MS = 12 * 3_600_000;
/** The form of a session id: 256 random bits. */
const SESSION_ID = /^[A-Za-z0-9_-]{43}$/;

/** A session, with its token against cross-site request forgery (CSRF). */
export interface ActiveSession {
  readonly idHash: Buffer;
  readonly csrfToken: string;
  readonly expiresAt: Date;
}

/** A session and the principal who signed in. */
export interface SignedIn {
  readonly principal: Principal;
  readonly session: ActiveSession;
}

/** The sessions of people, identified by a cookie. */
export interface Sessions {
  /** The name of the cookie; its prefix makes browsers enforce the cookie's attributes. */
  readonly cookie: string;
  /** Creates a session. Call `setCookie` after the transaction has been committed. */
  create(trx: Trx, principal: Principal): Promise<{ session: ActiveSession; setCookie: (reply: FastifyReply) => void }>;
  /** Finds the session of a request's cookie; undefined if there is none, or it has expired or been revoked. */
  find(db: Db, request: FastifyRequest): Promise<SignedIn | undefined>;
  /** Deletes the cookie in the browser. */
  clearCookie(reply: FastifyReply): void;
}

/** Sessions for browsers that reach Boxward at `publicUrl`. */
export function createSessions(publicUrl: string, findPrincipal: FindPrincipal): Sessions {
  const secure = publicUrl.startsWith('https:');
  const cookie = secure ? '__Host-boxward_session' : 'boxward_session';
  const options: CookieSerializeOptions = { httpOnly: true, sameSite: 'strict', path: '/', secure };

  return {
    cookie,
    async create(trx, { tokenHash }) {
      const id = randomBytes(32).toString('base64url');
      const stored = { idHash: sha256(id), tokenHash, expiresAt: new Date(Date.now() + SESSION_TTL_MS) };
      await insertSession(trx, stored);
      return {
        session: toActiveSession(id, stored),
        setCookie: (reply) => void reply.setCookie(cookie, id, { ...options, maxAge: SESSION_TTL_MS / 1000 }),
      };
    },
    async find(db, request) {
      const id = request.cookies[cookie];
      if (id === undefined || !SESSION_ID.test(id)) return undefined;
      const stored = await findSession(db, sha256(id));
      const principal = stored && (await findPrincipal(db, stored.tokenHash));
      return principal && { principal, session: toActiveSession(id, stored) };
    },
    clearCookie: (reply) => void reply.clearCookie(cookie, options),
  };
}

/** The CSRF token is derived from the session id, so it needs no storage and expires with the session. */
const toActiveSession = (id: string, { idHash, expiresAt }: Session): ActiveSession => ({
  idHash,
  csrfToken: createHmac('sha256', id).update('csrf').digest('base64url'),
  expiresAt,
});

/** Rejects a change that does not come from a page of ours. Throws 403. */
export function requireCsrfToken(request: FastifyRequest, { csrfToken }: ActiveSession): void {
  rejectCrossSite(request);
  const given = Buffer.from(String(request.headers['x-csrf-token'] ?? ''));
  const expected = Buffer.from(csrfToken);
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  const detail = 'X-CSRF-Token: send the csrfToken of GET /v1/session with every change that the cookie authenticates.';
  throw new ApiError(403, 'csrf_token_invalid', detail);
}

/** Rejects a request that, according to the browser, comes from another site. Throws 403. */
export function rejectCrossSite({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new ApiError(403, 'cross_site_request', 'The request comes from a page of another site.');
}
