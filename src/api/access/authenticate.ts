import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { hashToken } from '../../store/access/api-tokens.js';
import { ApiError } from '../http/problem.js';
import { createFindPrincipal, type FindPrincipal, type Principal } from './principals.js';
import { createSessions, requireCsrfToken, type ActiveSession, type Sessions } from './sessions.js';
import { createThrottleFailedAuth, invalidToken, type ThrottleFailedAuth } from './throttle.js';

/** The authenticated caller; `session` is null for a bearer token. */
export interface Caller extends Principal {
  readonly session: ActiveSession | null;
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly findPrincipal: FindPrincipal;
    readonly sessions: Sessions;
    readonly throttleFailedAuth: ThrottleFailedAuth;
    /**
     * A hook for routes that require authentication: a bearer token (RFC 6750) or a session cookie, and the role admin
     * for changes. Throws 401, 403 or 429. Add it to the scope of the routes, not by address: an address can be written
     * in more than one way.
     */
    readonly authenticate: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
    /** Whether the token or session of a request is still valid, for responses that take long. */
    readonly isStillAuthorized: (request: FastifyRequest) => Promise<boolean>;
  }
  interface FastifyRequest {
    /** Set by `authenticate`; null on routes without authentication. */
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** Allows operators to make this change, which concerns only their own session. */
    anyRole?: boolean;
  }
}

/** Methods that change nothing. */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Adds `app.authenticate` and what signing in needs. */
export const authentication = fp(async (app) => {
  const findPrincipal = createFindPrincipal(app.config);
  app.decorate('findPrincipal', findPrincipal);
  app.decorate('sessions', createSessions(app.config.publicUrl, findPrincipal));
  app.decorate('throttleFailedAuth', createThrottleFailedAuth());
  app.decorateRequest('caller', null);
  app.decorate('authenticate', authenticate);
  app.decorate('isStillAuthorized', async (request) => (await findCaller(app, request)) !== undefined);
});

/** Returns the caller of a route that requires authentication. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error('This route does not require authentication');
  return request.caller;
}

async function authenticate(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { server } = request;
  void reply.header('cache-control', 'no-store');
  const caller = await findCaller(server, request);
  if (!caller) throw server.throttleFailedAuth(request.ip, invalidToken());
  if (!SAFE_METHODS.has(request.method)) {
    // The browser sends the cookie by itself, so a change must prove that it comes from a page of ours.
    if (caller.session) requireCsrfToken(request, caller.session);
    requireRole(request, caller);
  }
  request.caller = caller;
}

function requireRole(request: FastifyRequest, { role }: Caller): void {
  if (role === 'admin' || request.routeOptions.config.anyRole === true) return;
  throw new ApiError(403, 'forbidden_role', 'An operator has read-only access: use the token of an admin.');
}

/** By bearer token if there is one, else by cookie. Credentials of another scheme may come from a proxy: ignored. */
async function findCaller(
  { db, findPrincipal, sessions }: Pick<FastifyInstance, 'db' | 'findPrincipal' | 'sessions'>,
  request: FastifyRequest,
): Promise<Caller | undefined> {
  const { authorization = '' } = request.headers;
  if (/^Bearer\b/i.test(authorization)) {
    const token = /^Bearer ([^\s]{1,512})$/i.exec(authorization)?.[1];
    const principal = token === undefined ? undefined : await findPrincipal(db, hashToken(token));
    return principal && { ...principal, session: null };
  }
  const signedIn = await sessions.find(db, request);
  return signedIn && { ...signedIn.principal, session: signedIn.session };
}
