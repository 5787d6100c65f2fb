import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { findToken, hashToken, type ApiToken } from '../store/api-tokens.js';
import type { Api, ApiDependencies } from './dependencies.js';
import { ApiError } from './problem.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; null on routes that anybody may call. */
    caller: ApiToken | null;
  }
}

/** Methods that change nothing. */
const LOOKING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Asks for a bearer token on every call under /v1, and for an admin's on those that change something (RFC 6750). */
export function requireTokens(app: Api, { config, db }: ApiDependencies): void {
  const bootstrap = config.adminToken === null ? null : hashToken(config.adminToken);
  app.decorateRequest('caller', null);
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/v1/')) return;
    request.caller = await identify(request);
    if (request.caller.role !== 'admin' && !LOOKING.has(request.method)) {
      throw new ApiError(403, 'forbidden_role', 'An operator may look, not change: use the token of an admin.');
    }
  });

  async function identify(request: FastifyRequest): Promise<ApiToken> {
    const token = /^Bearer ([^\s]{1,512})$/i.exec(request.headers.authorization ?? '')?.[1];
    const hash = token === undefined ? undefined : hashToken(token);
    if (hash && bootstrap && timingSafeEqual(hash, bootstrap)) {
      return { id: 'bootstrap', name: 'BOXWARD_ADMIN_TOKEN', role: 'admin' };
    }
    const known = hash && (await findToken(db, hash));
    if (!known) {
      throw new ApiError(401, 'invalid_token', 'Send a valid API token as "Authorization: Bearer <token>".', {
        headers: { 'www-authenticate': 'Bearer realm="Boxward"' },
      });
    }
    return known;
  }
}

/** The caller of a route under /v1. */
export function callerOf(request: FastifyRequest): ApiToken {
  if (!request.caller) throw new Error('This route asks for no token');
  return request.caller;
}
