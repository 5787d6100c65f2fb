import { sql } from 'kysely';
import { inBatches } from '../sql/batches.js';
import { eventPartitions } from '../activity-log/partitions.js';
import type { Db } from '../sql/postgres.js';
import { clearFindings } from './connections.js';

/** Tables with pending work, and tables with findings. */
const WORK = ['frontier', 'promotions', 'scan_gaps', 'observations', 'box_pace'] as const;
const FINDINGS = [
  'files',
  'file_counts',
  'folder_listings',
  'folders',
  'rescans',
  'box_users',
  'scans',
  'scan_counters',
  'api_calls',
] as const;
/** Rows that one statement deletes: a few seconds' work. */
const BATCH_ROWS = 20_000;

/**
 * Deletes the rows of a disconnected connection: its pending work, or its findings as well. This is the one exception to
 * the rule that a table is written by one file.
 */
export async function purgeConnection(db: Db, connectionId: string, what: 'work' | 'everything'): Promise<void> {
  const tables = what === 'work' ? WORK : [...WORK, ...FINDINGS, ...(await eventTables(db))];
  for (const table of tables) await inBatches(BATCH_ROWS, () => deleteBatch(db, table, connectionId));
  if (what === 'everything') await clearFindings(db, connectionId);
}

/** The tables with events. A row's ctid is unique within its partition only, so each is a table of its own here. */
const eventTables = async (db: Db): Promise<string[]> => [
  ...(await eventPartitions(db)).map(({ name }) => name),
  'activity_keys',
];

/** Deletes a batch of rows; returns how many it deleted. */
async function deleteBatch(db: Db, table: string, connectionId: string): Promise<number> {
  const from = sql.table(table);
  const { numAffectedRows } = await sql`
    delete from ${from} where ctid = any(array(
      select ctid from ${from} where connection_id = ${connectionId} limit ${BATCH_ROWS}
    ))`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
