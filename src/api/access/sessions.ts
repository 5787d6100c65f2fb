import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Db, Trx } from '../../store/sql/postgres.js';
import { findSession, insertSession, type Session } from '../../store/access/sessions.js';
import { sha256 } from '../../util/sha256.js';
import type { FindHolder, Holder } from './principals.js';
import { ApiError } from '../http/problem.js';

/** How long somebody stays signed in, in milliseconds. */
const SESSION_TTL_MS = 12 * 3_600_000;
/** What a session id of ours looks like: 256 bits. */
const SESSION_ID = /^[A-Za-z0-9_-]{43}$/;

/** Who is signed in, and what a page of ours knows that no other page does. */
export interface SignedIn {
  readonly idHash: Buffer;
  readonly csrfToken: string;
  readonly expiresAt: Date;
}

/** The sessions of people, by cookie. */
export interface Sessions {
  /** The cookie's name: it says by its prefix what a browser then holds it to. */
  readonly cookie: string;
  /** Begins a session for a holder; `tellBrowser` once that is committed. */
  begin(trx: Trx, holder: Holder): Promise<{ signedIn: SignedIn; tellBrowser: (reply: FastifyReply) => void }>;
  /** Who is signed in by the request's cookie; undefined when nobody is, or no longer. */
  find(db: Db, request: FastifyRequest): Promise<{ holder: Holder; signedIn: SignedIn } | undefined>;
  /** Takes the cookie away. */
  forget(reply: FastifyReply): void;
}

/** Sessions for people who reach us at `publicUrl`. */
export function createSessions(publicUrl: string, holderOf: FindHolder): Sessions {
  const secure = publicUrl.startsWith('https:');
  const cookie = secure ? '__Host-boxward_session' : 'boxward_session';
  const options: CookieSerializeOptions = { httpOnly: true, sameSite: 'strict', path: '/', secure };

  return {
    cookie,
    async begin(trx, { tokenHash }) {
      const id = randomBytes(32).toString('base64url');
      const session = { idHash: sha256(id), tokenHash, expiresAt: new Date(Date.now() + SESSION_TTL_MS) };
      await insertSession(trx, session);
      return {
        signedIn: signedInBy(id, session),
        tellBrowser: (reply) => void reply.setCookie(cookie, id, { ...options, maxAge: SESSION_TTL_MS / 1000 }),
      };
    },
    async find(db, request) {
      const id = request.cookies[cookie];
      if (id === undefined || !SESSION_ID.test(id)) return undefined;
      const session = await findSession(db, sha256(id));
      const holder = session && (await holderOf(db, session.tokenHash));
      return holder && { holder, signedIn: signedInBy(id, session) };
    },
    forget: (reply) => void reply.clearCookie(cookie, options),
  };
}

/** The token against forged requests follows from the id: it needs no place of its own, and ends with it. */
const signedInBy = (id: string, { idHash, expiresAt }: Session): SignedIn => ({
  idHash,
  csrfToken: createHmac('sha256', id).update('csrf').digest('base64url'),
  expiresAt,
});

/** Lets a change through that comes from a page of ours. Throws 403 for any other. */
export function requireOwnPage(request: FastifyRequest, { csrfToken }: SignedIn): void {
  refuseCrossSite(request);
  const given = Buffer.from(String(request.headers['x-csrf-token'] ?? ''));
  const wanted = Buffer.from(csrfToken);
  if (given.length === wanted.length && timingSafeEqual(given, wanted)) return;
  const detail = 'X-CSRF-Token: send the csrfToken of GET /v1/session with every change that the cookie signs for.';
  throw new ApiError(403, 'csrf_token_invalid', detail);
}

/** Refuses what a browser says comes from somebody else's page. Throws 403. */
export function refuseCrossSite({ headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return;
  throw new ApiError(403, 'cross_site_request', 'This request comes from a page of another site, and is refused.');
}
