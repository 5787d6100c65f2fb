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
import type { CallMeter } from '../box/call-meter.js';
import { apiKeyFor } from '../box/data-centers.js';
import { createGovernors, type Governors } from '../box/governor.js';
import { oauthApp, type Config } from '../config.js';
import { openDatabase, type Db } from '../store/sql/postgres.js';
import { addApiCalls } from '../store/connections/api-calls.js';
import { createTemporalClient } from '../temporal/client.js';
import { createScanSignals } from '../temporal/scan-signals.js';
import { ensureSearchAttributes } from '../temporal/search-attributes.js';
import { createCipher } from '../util/encryption.js';
import { createBoxAccess } from './box-access.js';
import { serveMetrics } from '../metrics/listener.js';
import { poolMeter } from '../metrics/pools.js';
import { createMetrics } from '../metrics/registry.js';
import { createHealthReader } from '../health/reader.js';
import { startHealthMonitor } from '../health/monitor.js';
import { createBulkSpacing } from './bulk-spacing.js';
import { createCallCounter, type CallCounter } from './call-counter.js';
import { startEventUpkeep } from './event-upkeep.js';
import { startHeartbeat } from './heartbeat.js';
import { everyActivity } from './interceptors.js';
import { callMeter, scanMeter, temporalMetrics } from './metrics.js';
import { createObserver, type Observer } from './observer.js';
import { createSharedPace } from './shared-pace.js';
import { createPatchGate, readPollers, type PatchGate } from './patch-gate.js';
import { VERSION } from '../util/version.js';
import { workflowSource } from './workflow-bundle.js';

/** Concurrent slices of the bulk scan, over all connections; each makes up to four calls to Box at the same time. */
const BULK_SLOTS = 40;
/** Concurrent activities of all other kinds. */
const OTHER_SLOTS = 40;
/** Workflows kept in memory; an idle one takes a few hundred kilobytes. */
const CACHED_WORKFLOWS = 200;
/** Connections to Postgres. */
const DATABASE_CONNECTIONS = 20;
/**
 * The connections by which a worker reports itself, what it observes and the health of all. They are not those of the
 * work: a worker whose work waits for Postgres must not seem to be gone.
 */
const REPORTING = {
  maxConnections: 3,
  applicationName: 'boxward-worker-health',
  statementTimeoutMs: 10_000,
  responseMarginMs: 2_000,
} as const;

/** The connection by which a worker takes slots for its calls to Box: a call must not wait for the statements of others. */
const PACE = {
  maxConnections: 1,
  applicationName: 'boxward-worker-pace',
  isPrepared: true,
  statementTimeoutMs: 10_000,
  responseMarginMs: 2_000,
} as const;

/** Runs the worker until the process is signalled to stop (SIGINT, SIGTERM) and running activities have ended. */
export async function runWorker(config: Config, log: Logger): Promise<void> {
  const metrics = createMetrics('worker', VERSION);
  const ofTemporal = config.metrics.worker ? await temporalMetrics() : null;
  installRuntime(log, ofTemporal?.bindAddress ?? null);
  const stopServing = config.metrics.worker
    ? serveMetrics({ metrics, listen: config.metrics.worker, log, ...(ofTemporal ? { more: ofTemporal.read } : {}) })
    : null;
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  const db = openDatabase(config.databaseUrl, {
    maxConnections: DATABASE_CONNECTIONS,
    applicationName: 'boxward-worker',
    meter: poolMeter(metrics, 'work'),
  });
  const paceDb = openDatabase(config.databaseUrl, { ...PACE, meter: poolMeter(metrics, 'pace') });
  const calls = createCallCounter(
    (connectionId, counts) => addApiCalls(db, connectionId, counts),
    (error) => log.warn({ err: error }, 'API calls could not be counted'),
  );
  const reportingDb = openDatabase(config.databaseUrl, { ...REPORTING, meter: poolMeter(metrics, 'reporting') });
  const observer = createObserver(reportingDb, (error) => log.warn({ err: error }, 'observations could not be stored'));
  const ending = new AbortController();
  const { requestsPerMinutePerUser, monthlyApiCalls } = config.box;
  const bulkSpacingMs = createBulkSpacing(db, {
    monthlyApiCalls,
    scanIntervalMs: config.scanIntervalHours * 3_600_000,
  });
  const governors = createGovernors({
    requestsPerMinutePerUser,
    pace: createSharedPace(paceDb, ending.signal),
    ...(bulkSpacingMs ? { bulkSpacingMs } : {}),
  });
  try {
    await ensureSearchAttributes(connection, namespace);
    // Activities have time limits of their own.
    const temporal = createTemporalClient({ connection, namespace, uiUrl: null, deadlineMs: null });
    const scans = createScanSignals(temporal);
    const activities = createActivities({
      db,
      scans,
      meter: scanMeter(metrics),
      ...dependenciesFrom(config, db, { calls, observer, governors, meter: callMeter(metrics) }),
    });
    const patchGate = createPatchGate({
      readPollers: () => readPollers(connection, namespace, TASK_QUEUE),
      onChange: (others) =>
        log.info({ others }, 'other builds of the workflows that poll; new steps wait for their end'),
      onError: (error) => log.warn({ err: error }, 'other builds of the workflows could not be looked up'),
    });
    const workers = await createWorkers({ connection, namespace, activities }, { observer, patchGate });
    log.info({ namespace, taskQueues: workers.map(({ options }) => options.taskQueue) }, 'worker is running');
    const stopReporting = startReporting(config, { db: reportingDb, connection, namespace, workers, log });
    const stopUpkeep = startEventUpkeep({ db, retentionDays: config.eventRetentionDays, log });
    try {
      await Promise.all(workers.map((worker) => worker.run()));
    } finally {
      patchGate.stop();
      await stopUpkeep();
      await stopReporting();
    }
  } finally {
    ending.abort();
    await calls.close();
    await observer.close();
    await connection.close();
    await reportingDb.destroy();
    await paceDb.destroy();
    await db.destroy();
    await stopServing?.();
  }
}

/** Reports that this worker works, and judges the health of all connections. Returns a function that ends both. */
function startReporting(
  config: Config,
  { db, connection, namespace, workers, log }: ReportingOptions,
): () => Promise<void> {
  // With a deadline: a Temporal that does not respond must not hold up the judgement.
  const temporal = createTemporalClient({ connection, namespace, uiUrl: null });
  const keyIds = config.encryptionKeys.map(({ id }) => id);
  const onError = (error: unknown) => log.warn({ err: error }, 'the worker could not report itself');
  const stopHeartbeat = startHeartbeat({ db, temporal, workers, keyIds, version: VERSION, onError });
  const health = createHealthReader({
    db,
    temporal,
    keyIds,
    pollMaxMs: config.events.pollMaxMs,
    scanIntervalMs: config.scanIntervalHours * 3_600_000,
    monthlyApiCalls: config.box.monthlyApiCalls,
  });
  const stopMonitor = startHealthMonitor({ db, health, temporal, log });
  return async () => {
    await stopMonitor();
    await health.close();
    await stopHeartbeat();
  };
}

interface ReportingOptions {
  readonly db: Db;
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly workers: readonly Worker[];
  readonly log: Logger;
}

/** What activities need and the configuration determines. */
function dependenciesFrom(
  config: Config,
  db: Db,
  used: {
    readonly calls: CallCounter;
    readonly observer: Observer;
    readonly governors: Governors;
    readonly meter: CallMeter;
  },
): Pick<ActivityDependencies, 'box' | 'settings' | 'app'> {
  return {
    box: createBoxAccess({
      ...used,
      db,
      cipher: createCipher(config.encryptionKeys),
      app: oauthApp(config),
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
  { observer, patchGate }: { readonly observer: Observer; readonly patchGate: PatchGate },
): Promise<readonly Worker[]> {
  const common: Omit<WorkerOptions, 'taskQueue'> = {
    ...options,
    interceptors: { activity: [everyActivity(observer)] },
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
    patchActivationCallback: patchGate.activate,
  });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- routing by it is deprecated; every worker still reports it
  await patchGate.watch(main.options.buildId);
  const bulk = await Worker.create({
    ...common,
    taskQueue: BULK_TASK_QUEUE,
    maxConcurrentActivityTaskExecutions: BULK_SLOTS,
  });
  return [main, bulk];
}

/** Sends the log of Temporal's SDK to our own, and lets it serve its metrics at an address; null if it serves none. */
function installRuntime(log: Logger, metricsAddress: string | null): void {
  const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => log[levels[level]]({ ...meta }, message)),
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'WARN' }) },
      ...(metricsAddress === null
        ? {}
        : {
            metrics: {
              prometheus: {
                bindAddress: metricsAddress,
                countersTotalSuffix: true,
                unitSuffix: true,
                useSecondsForDurations: true,
              },
            },
          }),
    },
  });
}
