import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { authentication } from './access/authenticate.js';
import { sessionRoutes, signInRoute } from './access/routes.js';
import { activityRoutes } from './activity-log/routes.js';
import { consentOutbox } from './connections/consent-outbox.js';
import { oauthCallbackRoute } from './connections/oauth-callback.js';
import { connectionRoutes } from './connections/routes.js';
import { createScanWork } from './connections/scan-work.js';
import type { ApiDependencies } from './dependencies.js';
import { fileRoutes } from './files/routes.js';
import { probeRoutes } from './health/probes.js';
import { health } from './health/reader.js';
import { healthRoutes } from './health/routes.js';
import { exports } from './http/exports.js';
import { openApi } from './http/open-api.js';
import { rejectMalformedRequest, sendNotFound, sendProblem } from './http/error-handler.js';
import { securityHeaders } from './http/security-headers.js';
import { overviewRoutes } from './overview/routes.js';
import { portalRoutes } from './portal.js';
import { scanRoutes } from './scan/routes.js';

/** Rooms whose routes require a token or a session. A new room adds its plugin here. */
const PROTECTED_ROUTES = [
  sessionRoutes,
  healthRoutes,
  overviewRoutes,
  connectionRoutes,
  scanRoutes,
  fileRoutes,
  activityRoutes,
];

/** The largest request body, in bytes. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** Idle sockets are closed after this time, in milliseconds. Test API may keep a caller waiting for 120 s. */
const IDLE_CONNECTION_MS = 150_000;
/** Requests per minute and address on public routes. */
const PUBLIC_REQUESTS_PER_MINUTE = 300;

/**
 * Builds the API without listening. Consents are delivered to their workflows in the background once it listens; until
 * then it neither queries Postgres nor calls Temporal, except to serve a request.
 */
export async function buildApp(dependencies: ApiDependencies, log: FastifyBaseLogger): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 150_000,
    connectionTimeout: IDLE_CONNECTION_MS,
    keepAliveTimeout: 30_000,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
    clientErrorHandler: rejectMalformedRequest,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler(sendNotFound);
  app.decorate('config', dependencies.config);
  app.decorate('db', dependencies.db);
  app.decorate('cipher', dependencies.cipher);
  app.decorate('temporal', dependencies.temporal);
  app.decorate('countScanWork', createScanWork());

  await app.register(securityHeaders);
  await app.register(cookie);
  await app.register(authentication);
  await app.register(openApi);
  await app.register(exports);
  await app.register(health);
  await app.register(consentOutbox);

  await app.register(portalRoutes);
  await app.register(publicRoutes);
  await app.register(signInRoute, { prefix: '/v1' });
  await app.register(protectedRoutes, { prefix: '/v1' });
  return app;
}

/** Routes without authentication, limited per address. */
const publicRoutes: FastifyPluginAsync = async (app) => {
  await app.register(rateLimit, { max: PUBLIC_REQUESTS_PER_MINUTE, timeWindow: '1 minute' });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  await app.register(probeRoutes);
  await app.register(oauthCallbackRoute);
};

/** Routes that require a token or a session: all of /v1 but signing in. */
const protectedRoutes: FastifyPluginAsync = async (app) => {
  app.addHook('onRequest', app.authenticate);
  for (const routes of PROTECTED_ROUTES) await app.register(routes);
};
