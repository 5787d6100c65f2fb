import { sql, type Kysely } from 'kysely';
import type { Database } from './database.js';

/** Adds calls made today (UTC) to the account of a connection, by purpose. */
export async function addApiCalls(
  db: Kysely<Database>,
  connectionId: string,
  calls: ReadonlyMap<string, number>,
): Promise<void> {
  if (calls.size === 0) return;
  await db
    .insertInto('api_calls')
    .values(
      [...calls].map(([purpose, count]) => ({ connection_id: connectionId, day: today(), purpose, calls: count })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['connection_id', 'day', 'purpose'])
        .doUpdateSet({ calls: sql<number>`api_calls.calls + excluded.calls` }),
    )
    .execute();
}

const today = (): string => new Date().toISOString().slice(0, 10);
