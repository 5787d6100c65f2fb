import { loadClientConnectConfig } from '@temporalio/envconfig';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
  type WorkerOptions,
} from '@temporalio/worker';
import type { Logger } from 'pino';
import type { ActivityDependencies } from '../../activities/dependencies.js';
import { createActivities } from '../../activities/index.js';
import { BULK_TASK_QUEUE, TASK_QUEUE } from '../../workflows/contract.js';
import { apiKeyFor } from '../box/data-centers.js';
import { oauthApp, type Config } from '../config.js';
import { openDatabase, type Db } from '../store/sql/postgres.js';
import { createTemporalClient } from '../temporal/client.js';
import { createScanSignals } from '../temporal/scan-signals.js';
import { ensureSearchAttributes } from '../temporal/search-attributes.js';
import { createCipher } from '../util/encryption.js';
import { createBoxAccess } from './box-access.js';
import { createCallCounter, type CallCounter } from './call-counter.js';
import { everyActivity } from './interceptors.js';
import { workflowSource } from './workflow-bundle.js';

/** Concurrent slices of the bulk scan, over all connections; each makes up to four calls to Box at the same time. */
const BULK_SLOTS = 40;
/** Concurrent activities of all other kinds. */
const OTHER_SLOTS = 40;
/** Workflows kept in memory; an idle one takes a few hundred kilobytes. */
const CACHED_WORKFLOWS = 200;
/** Connections to Postgres. */
const DATABASE_CONNECTIONS = 20;

/** Runs the worker until the process is signalled to stop (SIGINT, SIGTERM) and running activities have ended. */
export async function runWorker(config: Config, log: Logger): Promise<void> {
  bridgeLogs(log);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  const db = openDatabase(config.databaseUrl, {
    maxConnections: DATABASE_CONNECTIONS,
    applicationName: 'boxward-worker',
  });
  const calls = createCallCounter(db, (error) => log.warn({ err: error }, 'API calls could not be counted'));
  try {
    await ensureSearchAttributes(connection, namespace);
    // Activities have time limits of their own.
    const temporal = createTemporalClient({ connection, namespace, uiUrl: null, deadlineMs: null });
    const scans = createScanSignals(temporal);
    const activities = createActivities({ db, scans, ...dependenciesFrom(config, db, calls) });
    const workers = await createWorkers({ connection, namespace, activities });
    log.info({ namespace, taskQueues: workers.map(({ options }) => options.taskQueue) }, 'worker is running');
    await Promise.all(workers.map((worker) => worker.run()));
  } finally {
    await calls.close();
    await connection.close();
    await db.destroy();
  }
}

/** What activities need and the configuration determines. */
function dependenciesFrom(
  config: Config,
  db: Db,
  calls: CallCounter,
): Pick<ActivityDependencies, 'box' | 'settings' | 'app'> {
  return {
    box: createBoxAccess({
      db,
      calls,
      cipher: createCipher(config.encryptionKeys),
      app: oauthApp(config),
      requestsPerMinutePerUser: config.box.requestsPerMinutePerUser,
    }),
    settings: {
      expressSlots: config.expressSlots,
      scanSlots: config.scanSlots,
      scanIntervalHours: config.scanIntervalHours,
      eventPollMinMs: config.events.pollMinMs,
      eventPollMaxMs: config.events.pollMaxMs,
      backfillSettleMs: config.backfillSettleMs,
    },
    app: {
      apiKey: apiKeyFor(config.box.dataCenter, config.box.clientId),
      dataCenter: config.box.dataCenter,
      serviceId: config.box.serviceId,
    },
  };
}

/** Two workers: one for workflows and most activities, one for the slices of the bulk scan. */
async function createWorkers(
  options: Required<Pick<WorkerOptions, 'connection' | 'namespace' | 'activities'>>,
): Promise<readonly Worker[]> {
  const common: Omit<WorkerOptions, 'taskQueue'> = {
    ...options,
    interceptors: { activity: [everyActivity] },
    maxHeartbeatThrottleInterval: '10s',
    shutdownGraceTime: '10s',
    shutdownForceTime: '30s',
  };
  const main = await Worker.create({
    ...common,
    ...workflowSource(),
    taskQueue: TASK_QUEUE,
    maxConcurrentActivityTaskExecutions: OTHER_SLOTS,
    maxCachedWorkflows: CACHED_WORKFLOWS,
  });
  const bulk = await Worker.create({
    ...common,
    taskQueue: BULK_TASK_QUEUE,
    maxConcurrentActivityTaskExecutions: BULK_SLOTS,
  });
  return [main, bulk];
}

/** Sends the log of Temporal's SDK to our own. */
function bridgeLogs(log: Logger): void {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => log[levels[level]]({ ...meta }, message)),
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'WARN' }) } },
  });
}
