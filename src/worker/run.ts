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
import { createActivities } from '../../activities/index.js';
import { BULK_TASK_QUEUE, TASK_QUEUE } from '../../workflows/contract.js';
import { oauthApp, type Config } from '../config.js';
import { apiKeyFor } from '../box/data-centers.js';
import { createCipher } from '../util/encryption.js';
import { openDatabase } from '../store/sql/postgres.js';
import { createBoxAccess } from './box-access.js';
import { createCallCounter } from './call-counter.js';
import { everyActivity } from './interceptors.js';
import { createTemporalClient } from '../temporal/client.js';
import { createScanSignals } from '../temporal/scan-signals.js';
import { ensureSearchAttributes } from '../temporal/search-attributes.js';
import { workflowSource } from './workflow-bundle.js';

/** Activities at a time, over all connections: of the bulk, whose slices make up to four calls at a time, and others. */
const BULK_SLOTS = 40;
const OTHER_SLOTS = 40;
/** Workflows kept in memory; an idle one costs some hundred kilobytes. */
const CACHED_WORKFLOWS = 200;

/** Puts the worker together and runs it until it is told to stop (SIGINT, SIGTERM); then lets running work end. */
export async function runWorker(config: Config, log: Logger): Promise<void> {
  bridgeLogs(log);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  const db = openDatabase(config.databaseUrl, { maxConnections: 20, applicationName: 'boxward-worker' });
  const calls = createCallCounter(db, (error) => log.warn({ err: error }, 'API calls could not be counted'));
  try {
    await ensureSearchAttributes(connection, namespace);
    const cipher = createCipher(config.encryptionKeys);
    const activities = createActivities({
      db,
      box: createBoxAccess({
        db,
        cipher,
        calls,
        app: oauthApp(config),
        requestsPerMinutePerUser: config.box.requestsPerMinutePerUser,
      }),
      scans: createScanSignals(createTemporalClient({ connection, namespace, uiUrl: null, deadlineMs: null })),
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
    });
    const common: Omit<WorkerOptions, 'taskQueue'> = {
      connection,
      namespace,
      activities,
      interceptors: { activity: [everyActivity] },
      maxHeartbeatThrottleInterval: '10s',
      shutdownGraceTime: '10s',
      shutdownForceTime: '30s',
    };
    const worker = await Worker.create({
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
    log.info({ namespace, taskQueues: [TASK_QUEUE, BULK_TASK_QUEUE] }, 'worker is running');
    await Promise.all([worker.run(), bulk.run()]);
  } finally {
    await calls.close();
    await connection.close();
    await db.destroy();
  }
}

/** Everything that Temporal's SDK has to say goes through our log. */
function bridgeLogs(log: Logger): void {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => log[levels[level]]({ ...meta }, message)),
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'WARN' }) } },
  });
}
