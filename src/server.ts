/** The entry point of the API: serves until SIGTERM or SIGINT, then waits up to 15 s for open requests. */
import { loadClientConnectConfig } from '@temporalio/envconfig';
import closeWithGrace from 'close-with-grace';
import { pino } from 'pino';
import { buildApp } from './api/app.js';
import { describeRequest } from './api/http/request-log.js';
import { deploymentGauges, measureRequests } from './api/metrics/gauges.js';
import { serveMetrics } from './metrics/listener.js';
import { poolMeter } from './metrics/pools.js';
import { createMetrics } from './metrics/registry.js';
import { createTemporalClient } from './temporal/client.js';
import { createLastingConnection } from './temporal/lasting-connection.js';
import { ConfigError, loadConfig } from './config.js';
import { createCipher } from './util/encryption.js';
import { openDatabase } from './store/sql/postgres.js';
import { VERSION } from './util/version.js';

/** Clients do not wait longer, in milliseconds. Exports have a limit of their own. */
const STATEMENT_TIMEOUT_MS = 30_000;
/** The connection by which metrics are read: they do not take those of requests. It is opened at the first scrape. */
const METRICS_POOL = {
  maxConnections: 1,
  applicationName: 'boxward-api-metrics',
  statementTimeoutMs: 10_000,
  responseMarginMs: 2_000,
} as const;
let stopMetrics: (() => Promise<void>) | null = null;
const log = pino({
  name: 'boxward-api',
  serializers: { req: describeRequest },
  redact: ['req.headers.authorization', 'req.headers.cookie', 'err.config', 'err.parameters'],
});
try {
  const config = loadConfig(process.env);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = createLastingConnection(connectionOptions);
  const metrics = createMetrics('api', VERSION);
  const db = openDatabase(config.databaseUrl, {
    applicationName: 'boxward-api',
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    meter: poolMeter(metrics, 'requests'),
  });
  const temporal = createTemporalClient({ connection, namespace, uiUrl: config.temporalUiUrl });
  const app = await buildApp({ config, db, cipher: createCipher(config.encryptionKeys), temporal }, log);
  const metricsDb = openDatabase(config.databaseUrl, METRICS_POOL);
  measureRequests(metrics, app);
  deploymentGauges(metrics, { health: app.health, db: metricsDb });
  closeWithGrace({ delay: 15_000, logger: false }, async ({ err }) => {
    if (err) log.error({ err }, 'stopping after an error');
    await stopMetrics?.();
    await app.close();
    await metricsDb.destroy();
    await connection.close();
    await db.destroy();
  });
  await app.listen(config.listen);
  stopMetrics = config.metrics.api ? serveMetrics({ metrics, listen: config.metrics.api, log }) : null;
} catch (error) {
  if (error instanceof ConfigError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ err: error }, 'the API failed to start');
  process.exit(1);
}
