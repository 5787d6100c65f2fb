import type { FastifyRequest } from 'fastify';
import { hashToken } from '../../store/access/api-tokens.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import type { FindHolder, Holder } from './principals.js';
import { ApiError } from '../http/problem.js';
import { invalidToken, type CountRefusal } from './throttle.js';
import { requireOwnPage, type Sessions, type SignedIn } from './sessions.js';

/** Who calls; `signedIn` is null for a bearer token. */
export interface Caller extends Holder {
  readonly signedIn: SignedIn | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; null until that was checked. Only routes that ask for a token have it. */
    caller?: Caller | null;
  }
  interface FastifyContextConfig {
    /** A change that an operator may make too: one of his own session. */
    anyRole?: boolean;
  }
}

/** Methods that change nothing. */
const LOOKING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What lets people and programs in. */
export interface Gate {
  readonly holderOf: FindHolder;
  readonly sessions: Sessions;
  readonly countRefusal: CountRefusal;
}

/** Whether the one who made a request would still be let in: for answers that go on for long. */
export type IsStillLetIn = (request: FastifyRequest) => Promise<boolean>;

/**
 * Asks on every route of this scope for a bearer token (RFC 6750) or the cookie of a session, and for an admin's on those
 * that change something. What counts is where a route is registered: an address can be spelt in more than one way. A
 * cookie comes along by itself: what it signs for must come from a page of ours.
 */
export function requireTokens(scope: Api, { db }: Pick<ApiDependencies, 'db'>, gate: Gate): IsStillLetIn {
  scope.decorateRequest('caller', null);
  scope.addHook('onRequest', async (request, reply) => {
    void reply.header('cache-control', 'no-store');
    const caller = await identify(request);
    if (!caller) throw gate.countRefusal(request.ip, invalidToken());
    if (!LOOKING.has(request.method)) {
      if (caller.signedIn) requireOwnPage(request, caller.signedIn);
      if (caller.role !== 'admin' && request.routeOptions.config.anyRole !== true) {
        throw new ApiError(403, 'forbidden_role', 'An operator may look, not change: use the token of an admin.');
      }
    }
    request.caller = caller;
  });
  return async (request) => (await identify(request)) !== undefined;

  /** By the token where there is one; a proxy may send credentials of another kind along with the cookie. */
  async function identify(request: FastifyRequest): Promise<Caller | undefined> {
    const { authorization = '' } = request.headers;
    if (/^Bearer\b/i.test(authorization)) {
      const token = /^Bearer ([^\s]{1,512})$/i.exec(authorization)?.[1];
      const holder = token === undefined ? undefined : await gate.holderOf(db, hashToken(token));
      return holder && { ...holder, signedIn: null };
    }
    const found = await gate.sessions.find(db, request);
    return found && { ...found.holder, signedIn: found.signedIn };
  }
}

/** The caller of a route that asks for a token. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error('This route asks for no token');
  return request.caller;
}
