import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { sha256 } from '../util/sha256.js';
import { requireTokens, type Gate } from './access/authenticate.js';
import { startConsentDelivery, type ConsentDelivery } from './connections/consent-outbox.js';
import type { Api, ApiDependencies } from './dependencies.js';
import { createExports } from './http/exports.js';
import { createHolders } from './access/principals.js';
import { PAGE_STYLE } from './http/html-pages.js';
import { portalRoutes } from './portal.js';
import { sendProblem, ApiError, refuseConnection } from './http/problem.js';
import { createRefusals } from './access/throttle.js';
import { pathOf } from './http/request-log.js';
import { activityRoutes } from './activity-log/routes.js';
import { connectionRoutes } from './connections/routes.js';
import { connectorRoutes } from './connections/connectors.js';
import { fileRoutes } from './files/routes.js';
import { healthRoutes } from './health.js';
import { oauthCallbackRoute } from './connections/oauth-callback.js';
import { overviewRoute } from './overview/routes.js';
import { progressRoutes } from './connections/progress.js';
import { scanRoutes } from './scan/routes.js';
import { sessionRoutes, signInRoute } from './access/routes.js';
import { testApiRoute } from './connections/test-api.js';
import { createSessions } from './access/sessions.js';

/** No body that the API takes is near this. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** A connection on which nothing moves for so long is closed, in milliseconds: Test API keeps one waiting for 120 s. */
const IDLE_CONNECTION_MS = 150_000;
/** Calls a minute and address on routes that ask for no token. */
const CALLS_WITHOUT_TOKEN = 300;

/** The API as an application: routes, their rules, and the loop that delivers consents. Listening is up to the caller. */
export async function buildApp(dependencies: ApiDependencies, log: Logger): Promise<Api> {
  const delivery = startConsentDelivery(dependencies.db, dependencies.workflows, log);
  const app = await assembleApp(dependencies, delivery, log);
  app.addHook('onClose', () => delivery.stop());
  return app;
}

/** The routes and their rules alone: nothing is asked of what they depend on until a request comes. */
export async function assembleApp(
  dependencies: ApiDependencies,
  delivery: Pick<ConsentDelivery, 'deliverNow'>,
  log: Logger,
): Promise<Api> {
  const app = Fastify({
    loggerInstance: log,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 150_000,
    connectionTimeout: IDLE_CONNECTION_MS,
    keepAliveTimeout: 30_000,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
    clientErrorHandler: refuseConnection,
  }).withTypeProvider<ZodTypeProvider>() as unknown as Api;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      new ApiError(404, 'route_not_found', `There is no ${request.method} ${pathOf(request.url)}; see /docs.`),
      request,
      reply,
    ),
  );

  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: [`'sha256-${sha256(PAGE_STYLE).toString('base64')}'`],
        frameAncestors: ["'none'"],
        formAction: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
  const holderOf = createHolders(dependencies);
  const sessions = createSessions(dependencies.config.publicUrl, holderOf);
  const gate: Gate = { holderOf, sessions, countRefusal: createRefusals() };
  await app.register(cookie);
  await documentApi(app, sessions.cookie);
  await app.register((scope) => portalRoutes(scope as unknown as Api));
  await app.register((scope) => openRoutes(scope as unknown as Api, dependencies, delivery));
  await app.register(async (scope) => signInRoute(scope as unknown as Api, dependencies, gate), { prefix: '/v1' });
  await app.register((scope) => tokenRoutes(scope as unknown as Api, dependencies, gate), { prefix: '/v1' });
  return app;
}

/** What anybody may call, though not without end. */
async function openRoutes(
  api: Api,
  dependencies: ApiDependencies,
  delivery: Pick<ConsentDelivery, 'deliverNow'>,
): Promise<void> {
  await api.register(rateLimit, { max: CALLS_WITHOUT_TOKEN, timeWindow: '1 minute' });
  await api.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
  api.get('/openapi.json', { schema: { hide: true } }, () => api.swagger());
  healthRoutes(api, dependencies);
  oauthCallbackRoute(api, dependencies, delivery);
}

/** What asks for a token or a session: everything under /v1 but signing in. */
async function tokenRoutes(api: Api, dependencies: ApiDependencies, gate: Gate): Promise<void> {
  const sendExport = createExports();
  const isStillLetIn = requireTokens(api, dependencies, gate);
  sessionRoutes(api, dependencies, gate);
  overviewRoute(api, dependencies);
  connectorRoutes(api, dependencies);
  connectionRoutes(api, dependencies);
  testApiRoute(api, dependencies);
  scanRoutes(api, dependencies);
  progressRoutes(api, dependencies, isStillLetIn);
  fileRoutes(api, dependencies, sendExport);
  activityRoutes(api, dependencies, sendExport);
}

async function documentApi(app: Api, sessionCookie: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Boxward',
        version: '0.1.0',
        description: 'Connect a company’s Box, scan every file, and see what is done to it.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: sessionCookie },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}
