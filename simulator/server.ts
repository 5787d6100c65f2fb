import formBody from '@fastify/formbody';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { ActionError } from './enterprise/actions.js';
import { ClientError, clientErrorBody, forbidden, notFound, OAuthError, Unauthorized } from './box/errors.js';
import { callerOf, limitRate, type Caller } from './box/caller.js';
import type { Fault } from './box/faults.js';
import { collaborationRoutes } from './routes/collaborations.js';
import { fileRoutes } from './routes/files.js';
import { folderRoutes } from './routes/folders.js';
import { userRoutes } from './routes/users.js';
import { controlRoutes } from './routes/controls.js';
import { eventRoutes } from './routes/events.js';
import { oauthRoutes } from './routes/oauth.js';
import { watchAnswers, type Watch } from './conformance/watch.js';
import type { State } from './state.js';

/** The simulator as a Fastify application over `state`; with a watch it holds its answers against Box's description. */
export async function buildServer(state: State, watch: Watch | null = null): Promise<FastifyInstance> {
  const app = Fastify({ logger: false, forceCloseConnections: true, routerOptions: { maxParamLength: 500 } });
  await app.register(formBody);
  // First of all: it sees answers as they were meant, before a fault spoils them.
  if (watch) await watchAnswers(app, watch);
  // Box's own clients name JSON as the type of requests that have no body, deletions for one.
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '') done(null);
    else void parse(request, body, done);
  });
  app.setErrorHandler((error, _request, reply) => answerError(error, reply));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(clientErrorBody(new ClientError(404, 'not_found', 'Not Found'))),
  );

  // Authorization comes before the limit, the limit before trouble, trouble before the answer.
  app.addHook('preHandler', async (request, reply) => {
    const isApi = request.url.startsWith('/2.0/');
    if (!isApi && !request.url.startsWith('/oauth2/')) return undefined;
    if (state.settings.latencyMs > 0) await delay(state.settings.latencyMs);
    const caller = isApi ? callerOf(state, request) : null;
    if (caller) limitRate(state, caller);
    return strike(state, request, reply, caller);
  });
  app.addHook('onResponse', async (request, reply) => {
    if (!request.url.startsWith('/2.0/') && !request.url.startsWith('/oauth2/')) return;
    const route = `${request.method} ${request.routeOptions.url ?? request.url}`;
    state.requests.count({ userId: effectiveUser(state, request), route, status: reply.statusCode });
  });

  // Box's trouble after the effect: the answer is spoilt, what was done is done.
  app.addHook('onSend', async (request, reply, payload) => {
    const spoilt = struck.get(request);
    if (spoilt?.kind === 'resetAfterEffect') request.raw.socket.destroy();
    if (spoilt?.kind === 'truncatedJson' && typeof payload === 'string') {
      reply.removeHeader('content-length');
      return payload.slice(0, Math.floor(payload.length / 2));
    }
    return payload;
  });

  oauthRoutes(app, state);
  userRoutes(app, state);
  folderRoutes(app, state);
  fileRoutes(app, state);
  collaborationRoutes(app, state);
  eventRoutes(app, state);
  controlRoutes(app, state);
  return app;
}

/** Faults that spoil an answer once it is made. */
const struck = new WeakMap<FastifyRequest, Fault>();

async function strike(
  state: State,
  request: FastifyRequest,
  reply: FastifyReply,
  caller: Caller | null,
): Promise<FastifyReply | undefined> {
  const route = `${request.method} ${request.url}`;
  for (const fault of state.faults.strike({ route, userId: caller?.user.id ?? null })) {
    switch (fault.kind) {
      case 'latency':
        await delay(fault.ms ?? 1_000);
        break;
      case '403':
        throw forbidden();
      case '404':
        throw notFound();
      case '429':
        throw new ClientError(429, 'rate_limit_exceeded', 'Request rate limit exceeded, please try again later', {
          'retry-after': String(Math.ceil((fault.ms ?? 1_000) / 1000)),
        });
      case '500':
        throw new ClientError(500, 'internal_server_error', 'Internal Server Error');
      case '502html':
        return reply.code(502).type('text/html').send('<html><body><h1>502 Bad Gateway</h1></body></html>');
      case 'reset':
        request.raw.socket.destroy();
        return reply.hijack();
      case 'hang':
        return reply.hijack();
      default:
        struck.set(request, fault);
    }
  }
  return undefined;
}

function effectiveUser(state: State, request: FastifyRequest): string {
  try {
    return callerOf(state, request).user.id;
  } catch {
    // A refused call is nobody's.
    return 'nobody';
  }
}

function answerError(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof Unauthorized) {
    const reason =
      'Bearer realm="Service", error="invalid_token", error_description="The access token provided is invalid."';
    return reply.code(401).header('www-authenticate', reason).send();
  }
  if (error instanceof OAuthError) {
    return reply.code(400).send({ error: error.error, error_description: error.description });
  }
  if (error instanceof ClientError) return reply.code(error.status).headers(error.headers).send(clientErrorBody(error));
  if (error instanceof z.ZodError) {
    const message = error.issues.map(({ path, message: text }) => `${path.join('.') || 'body'}: ${text}`).join('; ');
    return reply.code(400).send({ message });
  }
  if (error instanceof ActionError) return reply.code(400).send({ message: error.message });
  const message = error instanceof Error ? error.message : 'unknown';
  return reply.code(500).send(clientErrorBody(new ClientError(500, 'internal_server_error', message)));
}
