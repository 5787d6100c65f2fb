/** Reads what is known and judges it: the health of each connection and of the deployment, as of now. */
import {
  deploymentHealthOf,
  healthOf,
  type DeploymentFacts,
  type Health,
  type StoredHealth,
} from '../domain/health.js';
import type { ConnectionStatus } from '../domain/connection.js';
import { planMonth } from '../domain/monthly-calls.js';
import { monthlyUseOf } from '../store/connections/api-calls.js';
import { isWorking } from '../domain/health-deployment.js';
import { readFacts, type StoredFacts } from '../store/health/facts.js';
import { listWorkers, type StoredWorker } from '../store/health/workers.js';
import { migrationsPending } from '../store/migrate.js';
import { isUnavailable, type Db } from '../store/sql/postgres.js';
import type { TemporalClient } from '../temporal/client.js';
import { singleFlight } from '../util/single-flight.js';
import { createReachability } from './reachability.js';

/** What the reader runs on. */
export interface HealthReaderOptions {
  readonly db: Db;
  readonly temporal: Pick<TemporalClient, 'isReachable'>;
  /** The ids of the encryption keys of this process. */
  readonly keyIds: readonly string[];
  readonly pollMaxMs: number;
  readonly scanIntervalMs: number;
  /** The calls to Box that the plan allows per month; null if it is not configured. */
  readonly monthlyApiCalls: number | null;
}

/** The health of one connection. */
export interface ConnectionHealth {
  readonly id: string;
  readonly name: string;
  readonly status: ConnectionStatus;
  readonly health: Health;
  readonly stored: StoredHealth | null;
  /** The id of the key of its tokens, if this process or a worker does not have it. */
  readonly missingKeyId: string | null;
}

/** The deployment, as of now. */
export interface Deployment {
  readonly facts: DeploymentFacts;
  readonly health: Health;
  readonly workers: readonly StoredWorker[];
  /** Postgres' time; this process' time while Postgres is unreachable. */
  readonly now: Date;
}

/** Reads health. */
export interface HealthReader {
  /** Never throws for a Postgres or Temporal that is away: that is part of the result. */
  deployment(): Promise<Deployment>;
  /**
   * The health of these connections, by id; unknown ids are missing. `db` may be a transaction: read the deployment before
   * it, because that takes a connection of the pool.
   */
  of(db: Db, ids: readonly string[], current: Deployment): Promise<ReadonlyMap<string, Health>>;
  /**
   * The connections that are not disconnected, at most 1,000. While Postgres is unreachable, those that were read last,
   * each with that reason.
   */
  all(): Promise<readonly ConnectionHealth[]>;
  /** Ends what runs in the background. Call it before the connection to Temporal is closed. */
  close(): Promise<void>;
}

/** How long the facts of the deployment are used, in milliseconds. */
const FRESH_MS = 1_000;
/** How long the answer that migrations are pending, or not, is used, in milliseconds. */
const MIGRATIONS_FRESH_MS = 30_000;

/** Creates the reader of one process. */
export function createHealthReader(options: HealthReaderOptions): HealthReader {
  const { db, keyIds, temporal } = options;
  const observedSince = new Date();
  const reachability = createReachability(() => temporal.isReachable());
  const arePending = singleFlight(() => migrationsPending(db), MIGRATIONS_FRESH_MS);
  let postgresFailingSince: Date | null = null;
  let known: readonly StoredFacts[] = [];

  const deployment = singleFlight(async (): Promise<Deployment> => {
    const { now, workers, areMigrationsPending } = await readWorkers();
    const facts: DeploymentFacts = {
      workers,
      temporalFailingSince: await reachability.failingSince(),
      postgresFailingSince,
      areMigrationsPending,
      observedSince,
      pollMaxMs: options.pollMaxMs,
      scanIntervalMs: options.scanIntervalMs,
    };
    return { facts, workers, now, health: deploymentHealthOf(facts, now) };
  }, FRESH_MS);

  async function readWorkers() {
    try {
      const areMigrationsPending = await arePending();
      const found = areMigrationsPending ? { now: new Date(), workers: [] } : await listWorkers(db);
      postgresFailingSince = null;
      return { ...found, areMigrationsPending };
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      postgresFailingSince ??= new Date();
      return { now: new Date(), workers: [], areMigrationsPending: false };
    }
  }

  async function withMonths(from: Db, all: readonly StoredFacts[]): Promise<readonly StoredFacts[]> {
    const { monthlyApiCalls: perMonth, scanIntervalMs } = options;
    if (perMonth === null) return all;
    const uses = await monthlyUseOf(
      from,
      all.map(({ id }) => id),
    );
    return all.map((each) => {
      const use = uses.get(each.id);
      if (!use) return each;
      const plan = planMonth(use, perMonth, scanIntervalMs, new Date());
      return { ...each, facts: { ...each.facts, monthlyCalls: { ...plan, used: use.thisMonth, perMonth } } };
    });
  }

  function judge(each: StoredFacts, { facts, now, workers }: Deployment): ConnectionHealth {
    const missingKeyId = missingKey(each.keyId, [
      keyIds,
      ...workers.filter((worker) => isWorking(worker, now)).map((worker) => worker.keyIds),
    ]);
    const health = healthOf({ ...each.facts, missingKeyId }, facts, each.stored, now);
    return { id: each.id, name: each.name, status: each.facts.status, health, stored: each.stored, missingKeyId };
  }

  return {
    deployment,
    async of(trx, ids, current) {
      const facts = await withMonths(trx, await readFacts(trx, ids));
      return new Map(facts.map((each) => [each.id, judge(each, current).health]));
    },
    async all() {
      const current = await deployment();
      if (!current.facts.areMigrationsPending && !current.facts.postgresFailingSince)
        known = await withMonths(db, await readFacts(db, 'live'));
      return known.map((each) => judge(each, current));
    },
    close: () => reachability.close(),
  };
}

/** The id of a key that one of the processes does not have; null if all have it. */
function missingKey(keyId: string | null, ofProcesses: readonly (readonly string[])[]): string | null {
  return keyId !== null && ofProcesses.some((keyIds) => !keyIds.includes(keyId)) ? keyId : null;
}
