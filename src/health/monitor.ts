import type { Logger } from 'pino';
import { toStored, type StoredHealth } from '../domain/health.js';
import { recordHealth } from '../store/connections/connections.js';
import { isUnavailable, type Db } from '../store/sql/postgres.js';
import type { TemporalClient } from '../temporal/client.js';
import type { ConnectionHealth, HealthReader } from './reader.js';

/** What the monitor runs on. */
export interface HealthMonitorOptions {
  readonly db: Db;
  readonly health: HealthReader;
  readonly temporal: Pick<TemporalClient, 'signalHealth'>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'debug'>;
}

/** For this long after a report, reports of two processes may cross, in milliseconds. */
const OVERTAKING_MS = 60_000;

/** What this process last reported to a workflow, when (null: it could not be sent), and whether it was stored. */
interface Report {
  readonly key: string;
  readonly sentAt: number | null;
  readonly isStored: boolean;
}

/** How often health is judged, in milliseconds. */
const INTERVAL_MS = 10_000;
/** Signals that are sent at the same time. */
const CONCURRENCY = 5;

/**
 * Judges every connection every 10 s, stores each change, logs it once, and reports it to the connection's workflow for
 * Temporal's UI. API and worker both run a monitor, so that either may be away: of two that see a change, the one that
 * stores it reports it. Returns a function that stops it.
 */
export function startHealthMonitor(options: HealthMonitorOptions): () => Promise<void> {
  /** What this process has reported to each workflow; a report that failed is repeated. */
  const reported = new Map<string, Report>();
  let running: Promise<void> | null = null;
  let isStopped = false;

  async function judgeAll(): Promise<void> {
    const connections = await options.health.all();
    const ids = new Set(connections.map(({ id }) => id));
    for (const id of reported.keys()) if (!ids.has(id)) reported.delete(id);
    const waiting = [...connections];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next && !isStopped; next = waiting.shift()) await judge(options, reported, next);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
  }

  function run(): void {
    running ??= judgeAll()
      .catch((error: unknown) => options.log.warn({ err: error }, 'health could not be judged'))
      .finally(() => {
        running = null;
      });
  }

  const timer = setInterval(run, INTERVAL_MS);
  run();
  return async () => {
    isStopped = true;
    clearInterval(timer);
    await running;
  };
}

async function judge(
  { db, log, temporal }: HealthMonitorOptions,
  reported: Map<string, Report>,
  { id, name, health, stored }: ConnectionHealth,
): Promise<void> {
  const current = toStored(health);
  const stores = isSame(current, stored) ? 'nothing' : await store(db, id, { from: stored, to: current });
  const [worst] = health.reasons;
  const key = keyOf(current);
  if (stores === 'stored' && key !== keyOf(stored)) {
    const change = {
      connectionId: id,
      connection: name,
      from: stored?.state ?? null,
      to: health.state,
      code: worst?.code ?? null,
    };
    const words = worst?.message ?? 'The connection is healthy';
    if (worst && worst.state !== 'degraded' && worst.code !== 'waiting_for_consent') log.warn(change, words);
    else log.info(change, words);
  }
  const last = reported.get(id);
  if (last?.key === key && last.sentAt !== null) return;
  // The first judgement of this process repeats what another may have reported: signals are lost with their process.
  const isOwn = stores === 'stored' || stores === 'unavailable' || !last || !last.isStored;
  // What this process has just sent may have overtaken the report of another.
  const mayHaveOvertaken = last?.sentAt === null || Date.now() - (last?.sentAt ?? 0) < OVERTAKING_MS;
  if (!isOwn && !mayHaveOvertaken) {
    // Another process has stored the change, and reports it.
    if (keyOf(stored) === key) reported.set(id, { key, sentAt: 0, isStored: true });
    return;
  }
  const report = { key, isStored: stores !== 'unavailable' };
  try {
    await temporal.signalHealth(id, { state: health.state, code: worst?.code ?? null, at: new Date().toISOString() });
    reported.set(id, { ...report, sentAt: Date.now() });
  } catch (error) {
    reported.set(id, { ...report, sentAt: null });
    log.debug({ err: error, connectionId: id }, 'a change of health could not be reported to Temporal; it is retried');
  }
}

/** Stores a change; `late` if another process was faster. */
async function store(
  db: Db,
  id: string,
  change: { readonly from: StoredHealth | null; readonly to: StoredHealth },
): Promise<'stored' | 'late' | 'unavailable'> {
  try {
    return (await recordHealth(db, id, change)) ? 'stored' : 'late';
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return 'unavailable';
  }
}

function isSame(current: StoredHealth, stored: StoredHealth | null): boolean {
  const codesOf = ({ reasons }: StoredHealth): string => reasons.map(({ code }) => code).join(' ');
  return stored !== null && stored.state === current.state && codesOf(stored) === codesOf(current);
}

const keyOf = (stored: StoredHealth | null): string => `${stored?.state ?? ''} ${stored?.reasons[0]?.code ?? ''}`;
