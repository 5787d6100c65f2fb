import type { Kysely } from 'kysely';
import type { Database } from './database.js';

/** Tables that hold work to be done, and those that hold what was found. */
const WORK = ['frontier', 'promotions'] as const;
const FINDINGS = ['files', 'folders', 'activities', 'box_users', 'scans', 'api_calls'] as const;

/** Deletes what a disconnected connection leaves behind: the work it had in hand, or everything that was found too. */
export async function purgeFindings(
  db: Kysely<Database>,
  connectionId: string,
  what: 'work' | 'everything',
): Promise<void> {
  const tables = what === 'work' ? WORK : [...WORK, ...FINDINGS];
  for (const table of tables) await db.deleteFrom(table).where('connection_id', '=', connectionId).execute();
  if (what === 'everything') {
    await db
      .updateTable('connections')
      .set({ backfill: null, event_stream: null, last_test: null })
      .where('id', '=', connectionId)
      .execute();
  }
}
