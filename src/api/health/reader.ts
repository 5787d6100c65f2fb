import fp from 'fastify-plugin';
import { startHealthMonitor } from '../../health/monitor.js';
import { createHealthReader, type HealthReader } from '../../health/reader.js';

declare module 'fastify' {
  interface FastifyInstance {
    readonly health: HealthReader;
  }
}

/**
 * Adds `app.health`: the health of the deployment and of each connection, as of now. Changes are logged and reported to
 * Temporal while the app listens.
 */
export const health = fp(async (app) => {
  const { box, encryptionKeys, events, scanIntervalHours } = app.config;
  const reader = createHealthReader({
    db: app.db,
    temporal: app.temporal,
    keyIds: encryptionKeys.map(({ id }) => id),
    pollMaxMs: events.pollMaxMs,
    scanIntervalMs: scanIntervalHours * 3_600_000,
    monthlyApiCalls: box.monthlyApiCalls,
  });
  app.decorate('health', reader);
  let stop: (() => Promise<void>) | undefined;
  app.addHook('onListen', async () => {
    stop = startHealthMonitor({ db: app.db, health: reader, temporal: app.temporal, log: app.log });
  });
  // Before `onClose`, in which callers close what the checks use.
  app.addHook('preClose', async () => {
    await stop?.();
    await reader.close();
  });
});
