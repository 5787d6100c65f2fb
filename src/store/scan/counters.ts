import { sql, type RawBuilder } from 'kysely';
import type { Db, Trx } from '../sql/postgres.js';

/**
 * The number of rows over which the counters of a generation are spread. Each session of Postgres has a row of its own,
 * unless two sessions have the same remainder.
 */
export const COUNTER_SLOTS = 64;

/** What is added to the counters of a generation. */
export interface Counted {
  readonly foldersListed?: number;
  readonly filesFound?: number;
  readonly expressScanned?: number;
  readonly apiCalls?: number;
}

/**
 * Adds to the counters of a generation, in the transaction of what is counted. Transactions that count at the same time
 * do not wait for each other, except two whose sessions share a slot. Does nothing for an unknown generation.
 */
export async function countScan(db: Db, connectionId: string, generation: number, by: Counted): Promise<void> {
  // Finding a file in a listing scans it: the listing has all the fields that are recorded.
  const filesFound = by.filesFound ?? 0;
  await sql`
    insert into scan_counters as c (connection_id, generation, slot,
      folders_listed, files_found, files_scanned, express_scanned, api_calls)
    select connection_id, generation, pg_backend_pid() % ${sql.lit(COUNTER_SLOTS)},
      ${by.foldersListed ?? 0}::bigint, ${filesFound}::bigint, ${filesFound}::bigint,
      ${by.expressScanned ?? 0}::bigint, ${by.apiCalls ?? 0}::bigint
    from scans where connection_id = ${connectionId} and generation = ${generation}
    on conflict (connection_id, generation, slot) do update set
      folders_listed = c.folders_listed + excluded.folders_listed, files_found = c.files_found + excluded.files_found,
      files_scanned = c.files_scanned + excluded.files_scanned,
      express_scanned = c.express_scanned + excluded.express_scanned,
      api_calls = c.api_calls + excluded.api_calls`.execute(db);
}

/** The counters of a generation, as the columns of `scans` are named. */
export interface ScanCounters {
  readonly folders_listed: number;
  readonly files_found: number;
  readonly files_scanned: number;
  readonly express_scanned: number;
  readonly api_calls: number;
}

/** Deletes the slots of a generation and returns their sums; the caller adds them to its row of `scans`. */
export async function takeCounters(trx: Trx, connectionId: string, generation: number): Promise<ScanCounters> {
  const { rows } = await sql<ScanCounters>`
    with slots as (
      select slot from scan_counters where connection_id = ${connectionId} and generation = ${generation}
      order by slot for update
    ), taken as (
      delete from scan_counters c using slots s
      where c.connection_id = ${connectionId} and c.generation = ${generation} and c.slot = s.slot
      returning c.*
    )
    select ${SUMS} from taken`.execute(trx);
  return rows[0] ?? NONE;
}

/** The counters of a generation, as one row: those of `scans`, under this alias, and those that are still in slots. */
export const countersOf = (scan: string): RawBuilder<ScanCounters> => {
  const column = (name: string) => sql.ref(`${scan}.${name}`);
  return sql`
    select ${sql.join(NAMES.map((name) => sql`(${column(name)} + ${sumOf(name)})::bigint as ${sql.ref(name)}`))}
    from scan_counters where connection_id = ${column('connection_id')} and generation = ${column('generation')}`;
};

const NAMES = ['folders_listed', 'files_found', 'files_scanned', 'express_scanned', 'api_calls'] as const;
const NONE: ScanCounters = { folders_listed: 0, files_found: 0, files_scanned: 0, express_scanned: 0, api_calls: 0 };
const sumOf = (name: string) => sql`coalesce(sum(${sql.ref(`scan_counters.${name}`)}), 0)`;
const SUMS = sql.join(NAMES.map((name) => sql`coalesce(sum(${sql.ref(name)}), 0)::bigint as ${sql.ref(name)}`));
