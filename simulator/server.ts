import { setTimeout as delay } from 'node:timers/promises';
import formBody from '@fastify/formbody';
import Fastify, { type FastifyInstance } from 'fastify';
import { authorizeRequest } from './box/auth/authorize-request.js';
import { authenticatedCaller } from './box/auth/caller.js';
import { applyFaults, applyForeignFaults } from './box/faults/apply-faults.js';
import { corruptResponse } from './box/faults/corrupt-response.js';
import { ClientError, clientErrorBody } from './box/http/errors.js';
import { performExpiries } from './commands/expire.js';
import { checkResponses, type ConformanceCheck } from './conformance/response-check.js';
import { actionRoutes } from './controls/action-routes.js';
import { activityRoutes } from './controls/activity-routes.js';
import { controlRoutes } from './controls/control-routes.js';
import { overviewRoute } from './controls/overview-route.js';
import { truthRoutes } from './controls/truth-routes.js';
import { assertSingleParameters, handleError, isBoxRequest } from './error-handler.js';
import { authorizeRoutes } from './routes/authorize.js';
import { collaborationRoutes } from './routes/collaborations.js';
import { contentRoutes } from './routes/content.js';
import { eventRoutes } from './routes/events.js';
import { fileRoutes } from './routes/files.js';
import { folderRoutes } from './routes/folders.js';
import { groupRoutes } from './routes/groups.js';
import { itemChangeRoutes } from './routes/item-changes.js';
import { metadataRoutes } from './routes/metadata.js';
import { oauthRoutes } from './routes/oauth.js';
import { searchRoutes } from './routes/search.js';
import { sharedItemRoutes } from './routes/shared-items.js';
import { trashRoutes } from './routes/trash.js';
import { userChangeRoutes } from './routes/user-changes.js';
import { userRoutes } from './routes/users.js';
import { webAppRoutes } from './routes/web-app.js';
import { webLinkRoutes } from './routes/web-links.js';
import { webhookRoutes } from './routes/webhooks.js';
import type { State } from './state.js';

/**
 * The simulator as a Fastify application over `state`. With `check`, it checks its responses against Box's API
 * description.
 */
export async function buildServer(state: State, check: ConformanceCheck | null = null): Promise<FastifyInstance> {
  const app = Fastify({ logger: false, forceCloseConnections: true, routerOptions: { maxParamLength: 500 } });
  await app.register(formBody);
  // Registered first: it must see responses before faults corrupt them.
  if (check) await checkResponses(app, check);
  // Box's own clients send JSON as the content type of requests without a body, such as deletions.
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '') done(null);
    else void parse(request, body, done);
  });
  app.setErrorHandler(handleError);
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(clientErrorBody(new ClientError(404, 'not_found', 'Not Found'))),
  );

  // Apply expiries before handling the request.
  app.addHook('onRequest', async () => performExpiries(state));

  // In this order: somebody between the client and Box, authorization, rate limit, faults, route.
  app.addHook('preHandler', async (request, reply) => {
    if (isBoxRequest(request) || request.url.startsWith('/_sim/')) assertSingleParameters(request);
    if (!isBoxRequest(request)) return undefined;
    if (state.settings.latencyMs > 0) await delay(state.settings.latencyMs);
    const foreign = applyForeignFaults(state, request, reply);
    if (foreign) return foreign;
    const caller = request.url.startsWith('/2.0/') ? authorizeRequest(state, request) : null;
    return applyFaults(state, request, reply, caller);
  });
  app.addHook('onResponse', async (request, reply) => {
    if (!isBoxRequest(request)) return;
    // Count all unknown paths as one, or the counts would grow without limit.
    const route = `${request.method} ${request.routeOptions.url ?? 'unknown route'}`;
    const caller = authenticatedCaller(request);
    state.requests.count({
      // A call that failed authentication has no user.
      userId: caller?.user.id ?? 'nobody',
      enterpriseId: caller?.account.enterprise.id ?? null,
      route,
      status: reply.statusCode,
    });
  });

  app.addHook('onSend', async (request, reply, payload) => {
    if (isBoxRequest(request)) reply.header('date', new Date(state.clock.now()).toUTCString());
    return corruptResponse(state, request, reply, payload);
  });

  authorizeRoutes(app, state);
  oauthRoutes(app, state);
  userRoutes(app, state);
  userChangeRoutes(app, state);
  groupRoutes(app, state);
  folderRoutes(app, state);
  fileRoutes(app, state);
  contentRoutes(app, state);
  itemChangeRoutes(app, state);
  trashRoutes(app, state);
  collaborationRoutes(app, state);
  sharedItemRoutes(app, state);
  metadataRoutes(app, state);
  webLinkRoutes(app, state);
  webAppRoutes(app, state);
  searchRoutes(app, state);
  eventRoutes(app, state);
  webhookRoutes(app, state);
  actionRoutes(app, state);
  controlRoutes(app, state);
  truthRoutes(app, state);
  activityRoutes(app, state);
  overviewRoute(app, state);
  return app;
}
