import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { audit } from '../../store/access/audit-log.js';
import { deleteSession } from '../../store/access/sessions.js';
import { ApiError } from '../http/problem.js';
import type { RequestOf } from '../http/route-types.js';
import { problems } from '../http/schemas.js';
import { callerOf } from './authenticate.js';
import { credentials, sessionBody, signInLinkBody, toSessionBody } from './schema.js';
import { rejectCrossSite, type SignedIn } from './sessions.js';
import { byLink, byToken, createSignInLink, type SignInMethod } from './sign-in.js';
import { invalidToken } from './throttle.js';

const tags = ['Session'];

/** Signing in: the only route below /v1 without authentication. */
export const signInRoute: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/session',
    {
      schema: {
        tags,
        summary: 'Sign in with an API token or the code of a sign-in link; sets a cookie',
        security: [],
        body: credentials,
        response: { 201: sessionBody, ...problems },
      },
    },
    signIn,
  );
};

/** The caller's session, and sign-in links. */
export const sessionRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/session',
    { schema: { tags, summary: 'Get the current session', response: { 200: sessionBody, ...problems } } },
    getSession,
  );
  app.delete(
    '/session',
    {
      config: { anyRole: true },
      schema: { tags, summary: 'Sign out', response: { 204: z.undefined(), ...problems } },
    },
    signOut,
  );
  app.post(
    '/sign-in-links',
    {
      schema: {
        tags,
        summary: 'Create a sign-in link for the caller’s token; it works once, within 15 minutes',
        response: { 201: signInLinkBody, ...problems },
      },
    },
    issueSignInLink,
  );
};

async function signIn(request: RequestOf<{ body: typeof credentials }>, reply: FastifyReply) {
  void reply.header('cache-control', 'no-store');
  rejectCrossSite(request);
  const { findPrincipal, throttleFailedAuth } = request.server;
  const { token, code = '' } = request.body;
  const signedIn =
    token === undefined
      ? await startSession(request, byLink(findPrincipal), code)
      : await startSession(request, byToken(findPrincipal), token);
  if (!signedIn) throw throttleFailedAuth(request.ip, token === undefined ? invalidCode() : invalidToken());
  signedIn.setCookie(reply);
  void reply.code(201);
  return toSessionBody(signedIn.principal, signedIn.session);
}

/** Starts a session and ends the browser's previous one. Returns undefined if the credentials are invalid. */
async function startSession<T>(
  request: FastifyRequest,
  method: SignInMethod<T>,
  given: T,
): Promise<(SignedIn & { setCookie: (reply: FastifyReply) => void }) | undefined> {
  const { db, sessions } = request.server;
  if (!(await method.isKnown(db, given))) return undefined;
  return db.transaction().execute(async (trx) => {
    const principal = await method.verify(trx, given);
    if (!principal) return undefined;
    const previous = await sessions.find(trx, request);
    if (previous) await deleteSession(trx, previous.session.idHash);
    const created = await sessions.create(trx, principal);
    const { id: tokenId } = principal;
    await audit(trx, { tokenId, action: 'session.sign-in', target: tokenId, detail: { method: method.name } });
    return { principal, ...created };
  });
}

function getSession(request: FastifyRequest) {
  const { principal, session } = requireSession(request);
  return toSessionBody(principal, session);
}

async function signOut(request: FastifyRequest, reply: FastifyReply) {
  const { db, sessions } = request.server;
  const { principal, session } = requireSession(request);
  await db.transaction().execute(async (trx) => {
    await audit(trx, { tokenId: principal.id, action: 'session.sign-out', target: principal.id });
    await deleteSession(trx, session.idHash);
  });
  sessions.clearCookie(reply);
  return reply.code(204).send();
}

async function issueSignInLink(request: FastifyRequest, reply: FastifyReply) {
  const { config, db } = request.server;
  const caller = callerOf(request);
  // A session that could create links could renew itself forever, even after signing out.
  if (caller.session) throw tokenRequired();
  const { url, expiresAt } = await db.transaction().execute(async (trx) => {
    await audit(trx, { tokenId: caller.id, action: 'session.sign-in-link', target: caller.id });
    return createSignInLink(trx, config.publicUrl, caller);
  });
  void reply.code(201);
  return { url, expiresAt: expiresAt.toISOString() };
}

/** Returns the caller's session. Throws 401 if the caller uses a bearer token. */
function requireSession(request: FastifyRequest): SignedIn {
  const { session, ...principal } = callerOf(request);
  if (session) return { principal, session };
  const detail = 'This request has a token but no session: sign in with POST /v1/session.';
  throw new ApiError(401, 'not_signed_in', detail);
}

function tokenRequired(): ApiError {
  const detail = 'Sign-in links require a token, not a session: send it as "Authorization: Bearer <token>".';
  return new ApiError(403, 'token_needed', detail);
}

function invalidCode(): ApiError {
  const detail = 'This sign-in link was used, has expired or does not exist: create a new one.';
  return new ApiError(401, 'invalid_code', detail);
}
