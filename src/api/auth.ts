import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { findToken, hashToken, type ApiToken } from '../store/api-tokens.js';
import type { Api, ApiDependencies } from './dependencies.js';
import { ApiError } from './problem.js';
import { createRefusals } from './refusals.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; null until the token was checked. Only routes that ask for a token have it. */
    caller?: ApiToken | null;
  }
}

/** Methods that change nothing. */
const LOOKING = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Asks for a bearer token on every route of this scope, and for an admin's on those that change something (RFC 6750).
 * What counts is where a route is registered: an address can be spelt in more than one way.
 */
export function requireTokens(scope: Api, { config, db }: ApiDependencies): void {
  const bootstrap = config.adminToken === null ? null : hashToken(config.adminToken);
  const refusalFor = createRefusals();
  scope.decorateRequest('caller', null);
  scope.addHook('onRequest', async (request) => {
    const caller = await identify(request.headers.authorization);
    if (!caller) throw refusalFor(request.ip);
    if (caller.role !== 'admin' && !LOOKING.has(request.method)) {
      throw new ApiError(403, 'forbidden_role', 'An operator may look, not change: use the token of an admin.');
    }
    request.caller = caller;
  });

  async function identify(authorization = ''): Promise<ApiToken | undefined> {
    const token = /^Bearer ([^\s]{1,512})$/i.exec(authorization)?.[1];
    if (token === undefined) return undefined;
    const hash = hashToken(token);
    if (bootstrap && timingSafeEqual(hash, bootstrap)) {
      return { id: 'bootstrap', name: 'BOXWARD_ADMIN_TOKEN', role: 'admin' };
    }
    return findToken(db, hash);
  }
}

/** The caller of a route that asks for a token. */
export function callerOf(request: FastifyRequest): ApiToken {
  if (!request.caller) throw new Error('This route asks for no token');
  return request.caller;
}
