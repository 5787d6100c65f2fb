import { sql } from 'kysely';
import type { Db } from '../sql/postgres.js';

/** Tables that hold work to be done, and those that hold what was found. */
const WORK = ['frontier', 'promotions'] as const;
const FINDINGS = ['files', 'folders', 'activities', 'box_users', 'scans', 'api_calls'] as const;
/** Rows that one statement deletes: a few seconds' work, however much there is in all. */
const BATCH = 20_000;

/** Deletes what a disconnected connection leaves behind: the work it had in hand, or everything that was found too. */
export async function purgeFindings(db: Db, connectionId: string, what: 'work' | 'everything'): Promise<void> {
  const tables = what === 'work' ? WORK : [...WORK, ...FINDINGS];
  for (const table of tables) {
    while ((await deleteBatch(db, table, connectionId)) === BATCH);
  }
  if (what === 'everything') {
    await db
      .updateTable('connections')
      .set({ backfill: null, event_stream: null, last_test: null })
      .where('id', '=', connectionId)
      .execute();
  }
}

/** Answers how many rows were deleted: fewer than a batch when none is left. */
async function deleteBatch(db: Db, table: string, connectionId: string): Promise<number> {
  const from = sql.table(table);
  const { numAffectedRows } = await sql`
    delete from ${from} where ctid = any(array(
      select ctid from ${from} where connection_id = ${connectionId} limit ${BATCH}
    ))`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
