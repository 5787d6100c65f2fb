import { createHash } from 'node:crypto';
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
import { requireTokens } from './auth.js';
import { startConsentDelivery } from './consent-delivery.js';
import type { Api, ApiDependencies } from './dependencies.js';
import { PAGE_STYLE } from './pages.js';
import { answerProblem, ApiError } from './problem.js';
import { activityRoutes } from './routes/activities.js';
import { connectionRoutes } from './routes/connections.js';
import { connectorRoutes } from './routes/connectors.js';
import { fileRoutes } from './routes/files.js';
import { healthRoutes } from './routes/health.js';
import { landingRoute } from './routes/landing.js';
import { oauthCallbackRoute } from './routes/oauth-callback.js';
import { progressRoute } from './routes/progress.js';
import { scanRoutes } from './routes/scan.js';
import { testApiRoute } from './routes/test-api.js';

/** No body that the API takes is near this. */
const BODY_LIMIT_BYTES = 64 * 1024;
/** Calls a minute and address on routes that ask for no token, and of calls whose token is not valid. */
const CALLS_WITHOUT_TOKEN = 300;

/** The API as an application: routes, their rules, and the loop that delivers consents. Listening is up to the caller. */
export async function buildApp(dependencies: ApiDependencies, log: Logger): Promise<Api> {
  const app = Fastify({
    loggerInstance: log,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 150_000,
    connectionTimeout: 0,
    keepAliveTimeout: 30_000,
    routerOptions: { maxParamLength: 200 },
    disableRequestLogging: (request) => request.url.startsWith('/oauth/'),
  }).withTypeProvider<ZodTypeProvider>() as unknown as Api;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerProblem);
  app.setNotFoundHandler((request, reply) =>
    answerProblem(
      new ApiError(404, 'route_not_found', `There is no ${request.method} ${pathOf(request.url)}; see /docs.`),
      request,
      reply,
    ),
  );

  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: [`'sha256-${createHash('sha256').update(PAGE_STYLE).digest('base64')}'`],
        frameAncestors: ["'none'"],
        formAction: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(rateLimit, {
    global: true,
    max: CALLS_WITHOUT_TOKEN,
    timeWindow: '1 minute',
    // Whoever has a token is not held up; the hook that checks it comes first.
    allowList: (request) => request.caller !== null,
    hook: 'preParsing',
  });
  await documentApi(app);
  limitFailedTokens(app);
  requireTokens(app, dependencies);

  const delivery = startConsentDelivery(dependencies.db, dependencies.workflows, app.log);
  app.addHook('onClose', () => delivery.stop());

  await app.register(async (scope) => {
    const api = scope as unknown as Api;
    healthRoutes(api, dependencies);
    connectorRoutes(api, dependencies);
    connectionRoutes(api, dependencies);
    oauthCallbackRoute(api, dependencies, delivery);
    landingRoute(api);
    testApiRoute(api, dependencies);
    scanRoutes(api, dependencies);
    progressRoute(api, dependencies);
    fileRoutes(api, dependencies);
    activityRoutes(api, dependencies);
    api.get('/openapi.json', { schema: { hide: true } }, () => app.swagger());
  });
  return app;
}

const pathOf = (url: string): string => url.split('?', 1)[0] ?? url;

/** Guessing tokens is slowed down: so many wrong ones a minute and address, and no more are looked at. */
function limitFailedTokens(app: Api): void {
  const failures = new Map<string, { count: number; since: number }>();
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/v1/')) return;
    const known = failures.get(request.ip);
    if (known && Date.now() - known.since > 60_000) failures.delete(request.ip);
    else if (known && known.count >= CALLS_WITHOUT_TOKEN) {
      throw new ApiError(429, 'too_many_requests', 'Too many calls with a token that is not valid; wait a minute.');
    }
  });
  app.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode !== 401) return;
    const known = failures.get(request.ip) ?? { count: 0, since: Date.now() };
    failures.set(request.ip, { ...known, count: known.count + 1 });
    // Bounded: addresses seen first are forgotten first.
    for (const ip of failures.keys()) {
      if (failures.size <= 10_000) break;
      failures.delete(ip);
    }
  });
}

async function documentApi(app: Api): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Boxward',
        version: '0.1.0',
        description: 'Connect a company’s Box, scan every file, and see what is done to it.',
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}
