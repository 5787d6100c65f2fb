import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ApiToken } from '../../store/access/api-tokens.js';
import { audit } from '../../store/access/audit-log.js';
import { deleteSession } from '../../store/access/sessions.js';
import { callerOf, type Gate } from './authenticate.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import type { Holder } from './principals.js';
import { ApiError } from '../http/problem.js';
import { invalidToken } from './throttle.js';
import { plainText, problems } from '../http/schemas.js';
import { refuseCrossSite, type SignedIn } from './sessions.js';
import { byLink, byToken, createSignInLink, type SignInMethod } from './sign-in.js';

const session = z
  .object({
    name: z.string().describe('Of the token that the session stands for'),
    role: z.enum(['admin', 'operator']),
    csrfToken: z.string().describe('To be sent as X-CSRF-Token with every change'),
    expiresAt: z.string(),
  })
  .meta({ id: 'Session' });
const secret = plainText(512).min(1, 'must not be empty');
const credentials = z
  .strictObject({
    token: secret.optional().describe('An API token'),
    code: secret.optional().describe('The code of a sign-in link'),
  })
  .refine(({ token, code }) => (token === undefined) !== (code === undefined), {
    path: ['token'],
    message: 'send either token or code',
  });
const link = z.object({ url: z.string(), expiresAt: z.string() });

const tags = ['Session'];
const toBody = ({ name, role }: ApiToken, { csrfToken, expiresAt }: SignedIn): z.input<typeof session> => ({
  name,
  role,
  csrfToken,
  expiresAt: expiresAt.toISOString(),
});

/** Signing in: the one route under /v1 that asks for no token. */
export function signInRoute(app: Api, { db }: ApiDependencies, gate: Gate): void {
  const [token, link] = [byToken(gate.holderOf), byLink(gate.holderOf)];

  app.post(
    '/session',
    {
      schema: {
        tags,
        summary: 'Sign in with an API token, or the code of a sign-in link: answers with a cookie',
        security: [],
        body: credentials,
        response: { 201: session, ...problems },
      },
    },
    async (request, reply) => {
      void reply.header('cache-control', 'no-store');
      refuseCrossSite(request);
      const { token: given, code } = request.body;
      const found = given === undefined ? await signIn(request, link, code ?? '') : await signIn(request, token, given);
      if (!found) throw gate.countRefusal(request.ip, given === undefined ? invalidCode() : invalidToken());
      found.tellBrowser(reply);
      return reply.code(201).send(toBody(found.holder, found.signedIn));
    },
  );

  /** Undefined when the credentials are good for nobody. A session that the browser had before ends. */
  async function signIn<T>(request: FastifyRequest, method: SignInMethod<T>, given: T) {
    if (!(await method.isKnown(db, given))) return undefined;
    return db.transaction().execute(async (trx) => {
      const holder: Holder | undefined = await method.verify(trx, given);
      if (!holder) return undefined;
      const before = await gate.sessions.find(trx, request);
      if (before) await deleteSession(trx, before.signedIn.idHash);
      const begun = await gate.sessions.begin(trx, holder);
      const { id: tokenId } = holder;
      await audit(trx, { tokenId, action: 'session.sign-in', target: tokenId, detail: { method: method.name } });
      return { holder, ...begun };
    });
  }
}

/** The session of the one who is signed in, and links that sign somebody in. */
export function sessionRoutes(app: Api, { config, db }: ApiDependencies, gate: Gate): void {
  app.get(
    '/session',
    { schema: { tags, summary: 'Who is signed in', response: { 200: session, ...problems } } },
    (request) => {
      const { caller, signedIn } = signedInOf(request);
      return toBody(caller, signedIn);
    },
  );

  app.delete(
    '/session',
    {
      config: { anyRole: true },
      schema: { tags, summary: 'Sign out', response: { 204: z.undefined(), ...problems } },
    },
    async (request, reply) => {
      const { caller, signedIn } = signedInOf(request);
      await db.transaction().execute(async (trx) => {
        await audit(trx, { tokenId: caller.id, action: 'session.sign-out', target: caller.id });
        await deleteSession(trx, signedIn.idHash);
      });
      gate.sessions.forget(reply);
      return reply.code(204).send();
    },
  );

  app.post(
    '/sign-in-links',
    {
      schema: {
        tags,
        summary: 'A link that signs its reader in, once and within 15 minutes, as the caller, who has a token',
        response: { 201: link, ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      // A session that could make links would renew itself for ever, and outlive its sign-out.
      if (caller.signedIn) throw tokenNeeded();
      const { url, expiresAt } = await db.transaction().execute(async (trx) => {
        await audit(trx, { tokenId: caller.id, action: 'session.sign-in-link', target: caller.id });
        return createSignInLink(trx, config.publicUrl, caller);
      });
      return reply.code(201).send({ url, expiresAt: expiresAt.toISOString() });
    },
  );
}

/** Throws 401 when the caller has a token and no session. */
function signedInOf(request: FastifyRequest) {
  const caller = callerOf(request);
  if (caller.signedIn) return { caller, signedIn: caller.signedIn };
  throw new ApiError(401, 'not_signed_in', 'This call has a token and no session: sign in with POST /v1/session.');
}

const tokenNeeded = (): ApiError =>
  new ApiError(
    403,
    'token_needed',
    'A session makes no sign-in links: send an API token as "Authorization: Bearer <token>".',
  );

const invalidCode = (): ApiError =>
  new ApiError(401, 'invalid_code', 'This sign-in link was used, has expired or never was: ask for a new one.');
