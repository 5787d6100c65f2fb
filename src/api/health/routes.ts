import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { CONNECTION_STATUSES } from '../../domain/connection.js';
import { compareHealth, HEALTH_STATES } from '../../domain/health.js';
import { healthBody, toHealthBody } from '../http/bodies/health.js';
import { problems } from '../http/schemas.js';
import { countStates, healthCounts } from './counts.js';

const workerBody = z.object({
  id: z.string(),
  version: z.string(),
  state: z.enum(['running', 'draining', 'stopped']),
  startedAt: z.string(),
  seenAt: z.string(),
});

const healthOverview = z
  .object({
    state: z.enum(HEALTH_STATES).describe('The worst of the deployment and its connections'),
    checkedAt: z.string(),
    deployment: healthBody.extend({
      postgres: z.boolean(),
      temporal: z.boolean(),
      encryptionKeys: z.boolean().describe('Whether every process has the keys of all stored tokens'),
      workers: z.array(workerBody).describe('The worker processes of the last day, the one seen last first'),
    }),
    connections: healthCounts,
    items: z
      .array(z.object({ id: z.string(), name: z.string(), status: z.enum(CONNECTION_STATUSES), health: healthBody }))
      .describe('The connections that are not disconnected, the worst first; at most 1,000'),
  })
  .meta({ id: 'HealthOverview' });

/** The health of everything. */
export const healthRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/health',
    {
      schema: {
        tags: ['Health'],
        summary: 'Get the health of the deployment and of every connection, the worst first',
        response: { 200: healthOverview, ...problems },
      },
    },
    getHealth,
  );
};

async function getHealth({ server }: FastifyRequest): Promise<z.input<typeof healthOverview>> {
  const found = await server.health.all();
  const { facts, health, now, workers } = await server.health.deployment();
  const items = [...found].sort((a, b) => compareHealth(a.health, b.health));
  const states = [health.state, ...items.map((item) => item.health.state)];
  return {
    state: HEALTH_STATES.findLast((state) => states.includes(state)) ?? 'healthy',
    checkedAt: now.toISOString(),
    deployment: {
      ...toHealthBody(health),
      postgres: facts.postgresFailingSince === null,
      temporal: facts.temporalFailingSince === null,
      encryptionKeys: items.every(({ missingKeyId }) => missingKeyId === null),
      workers: workers.map(({ id, version, state, startedAt, seenAt }) => ({
        id,
        version,
        state,
        startedAt: startedAt.toISOString(),
        seenAt: seenAt.toISOString(),
      })),
    },
    connections: countStates(found),
    items: items.map(({ id, name, status, health: ofItem }) => ({ id, name, status, health: toHealthBody(ofItem) })),
  };
}
