import { sql } from 'kysely';
import pg from 'pg';
import { expired, keptFrom, missingMonths, type EventRange } from '../../domain/event-months.js';
import { inBatches } from '../sql/batches.js';
import type { Db, Trx } from '../sql/postgres.js';

/** A partition of `activities`. The one that takes what has no month has no range. */
export interface EventPartition {
  readonly name: string;
  readonly range: EventRange | null;
}

/** What a maintenance did. */
export interface PartitionMaintenance {
  /** The names of the months created. */
  readonly created: readonly string[];
  /** The names of the partitions dropped. */
  readonly dropped: readonly string[];
  /** Rows deleted from partitions that cannot be dropped. */
  readonly deleted: number;
  /** Events that have no month, because they are dated too far in the past or the future. */
  readonly unpartitioned: number;
  /** Names of partitions that a reader holds, such as an export. The next maintenance tries them again. */
  readonly busy: readonly string[];
}

/** The key of the advisory lock of a maintenance. */
const MAINTENANCE_LOCK = 4_207_017;
/** How long a change of the partitions waits for readers, in milliseconds: what comes after it waits as well. */
const LOCK_TIMEOUT_MS = 2_000;
/** SQLSTATE lock_not_available. */
const LOCK_NOT_AVAILABLE = '55P03';
/** Rows that one statement deletes: a few seconds' work. */
const BATCH_ROWS = 20_000;

/**
 * Creates the months to come, and those of events that are stored without one; drops what is older than `retentionDays`
 * (null keeps all events). Each change is a transaction of its own that does nothing if it was made already. Returns
 * null if another process is at it. After `signal`, what is left to delete is left for the next maintenance.
 */
export async function maintainPartitions(
  db: Db,
  {
    now,
    retentionDays,
    signal,
  }: { readonly now: Date; readonly retentionDays: number | null; readonly signal?: AbortSignal },
): Promise<PartitionMaintenance | null> {
  const kept = keptFrom(now, retentionDays);
  const busy: string[] = [];
  /** Makes one change; what readers hold for too long is left for the next maintenance. */
  const change = async (name: string, work: (trx: Trx) => Promise<void>): Promise<'made' | 'busy' | 'elsewhere'> => {
    const outcome = await changePartitions(db, work);
    if (outcome === 'busy') busy.push(name);
    return outcome;
  };

  if (kept && (await change('activity_retention', (trx) => recordRetention(trx, kept))) === 'elsewhere') return null;
  const existing = ranges(await eventPartitions(db));
  const created: string[] = [];
  const waiting = await monthsWithoutPartition(db);
  for (const month of missingMonths(now, { existing, waiting, kept })) {
    const name = nameOf(month.from);
    const outcome = await change(name, (trx) => createMonth(trx, name, month));
    if (outcome === 'elsewhere') return null;
    if (outcome === 'made') created.push(name);
  }
  const dropped: string[] = [];
  for (const { name } of expired(existing, kept)) {
    const outcome = await change(name, (trx) => dropPartition(trx, name));
    if (outcome === 'elsewhere') return null;
    if (outcome === 'made') dropped.push(name);
  }
  const deleted = kept ? await deleteOlder(db, kept, signal) : 0;
  const { rows } = await sql<{ count: number }>`select count(*) as count from activities_other`.execute(db);
  return { created, dropped, deleted, unpartitioned: rows[0]?.count ?? 0, busy };
}

/** Runs a change of the partitions unless another process makes one, or a reader holds them for longer than 2 s. */
async function changePartitions(db: Db, work: (trx: Trx) => Promise<void>): Promise<'made' | 'busy' | 'elsewhere'> {
  try {
    return await db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ locked: boolean }>`
        select pg_try_advisory_xact_lock(${MAINTENANCE_LOCK}) as locked`.execute(trx);
      if (!rows[0]?.locked) return 'elsewhere';
      await sql`set local lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(trx);
      await work(trx);
      return 'made';
    });
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE) return 'busy';
    throw error;
  }
}

/** Returns the partitions of `activities`, the oldest first. */
export async function eventPartitions(db: Db): Promise<EventPartition[]> {
  const { rows } = await sql<{ name: string; from: Date | null; to: Date | null }>`
    select name, (regexp_match(bound, $$FROM \\('([^']+)'\\)$$))[1]::timestamptz as from,
      (regexp_match(bound, $$TO \\('([^']+)'\\)$$))[1]::timestamptz as to
    from (
      select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
      from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'activities'::regclass
    ) p order by 3 nulls last`.execute(db);
  return rows.map(({ name, from, to }) => ({ name, range: to && { from, to } }));
}

const ranges = (partitions: readonly EventPartition[]): (EventRange & { readonly name: string })[] =>
  partitions.flatMap(({ name, range }) => (range ? [{ name, ...range }] : []));

/** Returns a time in each month in which events happened that are stored without a month. */
async function monthsWithoutPartition(db: Db): Promise<Date[]> {
  const { rows } = await sql<{ month: Date }>`
    select distinct date_trunc('month', occurred_at, 'UTC') as month from activities_other`.execute(db);
  return rows.map(({ month }) => month);
}

const nameOf = (from: Date): string => `activities_${from.toISOString().slice(0, 7).replace('-', '_')}`;

/** Creates a month, with the events of it that were stored without one. */
async function createMonth(trx: Trx, name: string, { from, to }: { from: Date; to: Date }): Promise<void> {
  const month = sql.table(name);
  const [start, end] = [sql.lit(from.toISOString()), sql.lit(to.toISOString())];
  const inMonth = sql`occurred_at >= ${start} and occurred_at < ${end}`;
  const { rows } = await sql`select from pg_class where oid = to_regclass(${name})`.execute(trx);
  if (rows.length > 0) return;
  // Nobody stores an event of this month meanwhile. Reading goes on until the month is attached.
  await sql`lock table activities_other in share row exclusive mode`.execute(trx);
  await sql`create table ${month} (like activities_other including defaults,
    constraint in_month check (${inMonth}))`.execute(trx);
  await sql`
    with moved as (delete from activities_other where ${inMonth} returning *)
    insert into ${month} select * from moved`.execute(trx);
  // Attaching, unlike `create table … partition of`, lets events be stored and read meanwhile.
  await sql`alter table activities attach partition ${month} for values from (${start}) to (${end})`.execute(trx);
  await sql`alter table ${month} drop constraint in_month`.execute(trx);
}

async function dropPartition(trx: Trx, name: string): Promise<void> {
  await sql`drop table if exists ${sql.table(name)}`.execute(trx);
}

/** Records from when on events are kept, before the first one is deleted. The time never goes back. */
async function recordRetention(trx: Trx, kept: Date): Promise<void> {
  await trx
    .updateTable('activity_retention')
    .set({ kept_from: kept })
    .where((eb) => eb.or([eb('kept_from', 'is', null), eb('kept_from', '<', kept)]))
    .execute();
}

/**
 * Deletes older events from the partitions that hold others as well, and the keys of all older events. Keys go last:
 * until then, an old event that Box sends again is not stored again.
 */
async function deleteOlder(db: Db, kept: Date, signal: AbortSignal | undefined): Promise<number> {
  let deleted = 0;
  const before = (await eventPartitions(db)).filter(({ range }) => range === null || range.from === null);
  for (const { name } of before) {
    await inBatches(BATCH_ROWS, async () => {
      const rows = signal?.aborted ? 0 : await deleteBatch(db, name, kept);
      deleted += rows;
      return rows;
    });
  }
  await inBatches(BATCH_ROWS, async () => (signal?.aborted ? 0 : deleteKeys(db, kept)));
  return deleted;
}

/** Deletes rows of a partition from before a time; returns how many. */
async function deleteBatch(db: Db, partition: string, before: Date): Promise<number> {
  const from = sql.table(partition);
  const { numAffectedRows } = await sql`
    delete from ${from} where ctid = any(array(
      select ctid from ${from} where occurred_at < ${before} order by occurred_at limit ${BATCH_ROWS}
    ))`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

async function deleteKeys(db: Db, before: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from activity_keys where ctid = any(array(
      select ctid from activity_keys where occurred_at < ${before} order by occurred_at limit ${BATCH_ROWS}
    ))`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

/** Returns from when on events are kept: older ones have been deleted. Null if none have been. */
export async function retainedFrom(db: Db): Promise<Date | null> {
  const row = await db.selectFrom('activity_retention').select('kept_from').executeTakeFirst();
  return row?.kept_from ?? null;
}
