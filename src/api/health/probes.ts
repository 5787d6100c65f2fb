import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isWorking } from '../../domain/health-deployment.js';
import { migrationsPending } from '../../store/migrate.js';
import { ping } from '../../store/sql/postgres.js';
import { countStates, healthCounts } from './counts.js';

const tags = ['Health'];
const alive = z.object({ status: z.literal('ok') });
const readiness = z.object({
  status: z.enum(['ready', 'not_ready']),
  postgres: z.boolean(),
  migrations: z.boolean(),
  temporal: z.boolean(),
  workers: z.int().describe('The worker processes that work'),
  encryptionKeys: z.boolean().describe('Whether every process has the keys of all stored tokens'),
  connections: healthCounts,
});

/** Readiness checks per minute and address, counted separately: each queries Postgres and calls Temporal. */
const READINESS_CHECKS_PER_MINUTE = 300;

/** Liveness, and readiness with the reason. */
export const probeRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/healthz',
    {
      // Unlimited: an orchestrator that gets 429 would restart the process.
      config: { rateLimit: false },
      schema: { tags, summary: 'Check that the process is alive', response: { 200: alive } },
    },
    () => ({ status: 'ok' as const }),
  );
  app.get(
    '/readyz',
    {
      config: { rateLimit: { max: READINESS_CHECKS_PER_MINUTE, timeWindow: '1 minute' } },
      schema: {
        tags,
        summary: 'Check that Postgres, its migrations and Temporal are ready, and count what works',
        response: { 200: readiness, 503: readiness },
      },
    },
    getReadiness,
  );
};

async function getReadiness({ server }: FastifyRequest, reply: FastifyReply): Promise<z.input<typeof readiness>> {
  const { db, health, temporal: client } = server;
  const postgres = await succeeds(() => ping(db));
  const migrations = postgres && (await succeeds(async () => requireNone(await migrationsPending(db))));
  const temporal = await client.isReachable();
  const isReady = postgres && migrations && temporal;
  // Only what this process needs decides: a Box that is away, or a missing worker, is no reason to stop its requests.
  void reply.code(isReady ? 200 : 503);
  const { facts, now } = await health.deployment();
  const connections = await health.all();
  return {
    status: isReady ? 'ready' : 'not_ready',
    postgres,
    migrations,
    temporal,
    workers: facts.workers.filter((worker) => isWorking(worker, now)).length,
    encryptionKeys: connections.every(({ missingKeyId }) => missingKeyId === null),
    connections: countStates(connections),
  };
}

/** Whether a check succeeds. The reason of a failure is in the log of the component that failed. */
async function succeeds(check: () => Promise<unknown>): Promise<boolean> {
  try {
    await check();
    return true;
  } catch {
    return false;
  }
}

function requireNone(pending: boolean): void {
  if (pending) throw new Error('migrations are pending');
}
