import { z } from 'zod';
import { migrationsPending } from '../store/migrate.js';
import { ping } from '../store/sql/postgres.js';
import type { Api, ApiDependencies } from './dependencies.js';

const readiness = z.object({
  status: z.enum(['ready', 'not_ready']),
  postgres: z.boolean(),
  migrations: z.boolean(),
  temporal: z.boolean(),
});

/** Times a minute and address that readiness is looked into, counted for itself: it asks Postgres and Temporal. */
const READINESS_CALLS = 300;

/** Whether the process is alive, and whether everything that it needs is reachable. */
export function healthRoutes(app: Api, { db, workflows }: ApiDependencies): void {
  const tags = ['Health'];
  app.get(
    '/healthz',
    // Whoever asks whether the process is alive must not be told to wait: it would be killed for that.
    {
      config: { rateLimit: false },
      schema: { tags, summary: 'Alive', response: { 200: z.object({ status: z.literal('ok') }) } },
    },
    () => ({
      status: 'ok' as const,
    }),
  );

  app.get(
    '/readyz',
    {
      config: { rateLimit: { max: READINESS_CALLS, timeWindow: '1 minute' } },
      schema: { tags, summary: 'Ready to work', response: { 200: readiness, 503: readiness } },
    },
    async (_request, reply) => {
      const postgres = await holds(() => ping(db));
      const migrations = postgres && (await holds(async () => requireFalse(await migrationsPending(db))));
      const temporal = await workflows.isReachable();
      const isReady = postgres && migrations && temporal;
      return reply
        .code(isReady ? 200 : 503)
        .send({ status: isReady ? 'ready' : 'not_ready', postgres, migrations, temporal });
    },
  );
}

/** Whether a check succeeds; why it does not is no one's business but the log's of the part in question. */
async function holds(check: () => Promise<unknown>): Promise<boolean> {
  try {
    await check();
    return true;
  } catch {
    return false;
  }
}

function requireFalse(pending: boolean): void {
  if (pending) throw new Error('migrations are pending');
}
