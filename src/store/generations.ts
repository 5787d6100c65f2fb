import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from './database.js';

/**
 * Begins a generation, or goes on with the one that runs; `abandon` names one to end first if it still runs. Naming it
 * makes a repeated call harmless: what the first one began is not abandoned.
 */
export async function beginGeneration(
  db: Kysely<Database>,
  connectionId: string,
  abandon: number | null,
): Promise<{ generation: number }> {
  return db.transaction().execute(async (trx) => {
    // One at a time: the connection's row is the lock.
    await trx.selectFrom('connections').select('id').where('id', '=', connectionId).forUpdate().execute();
    const last = await trx
      .selectFrom('scans')
      .select(['generation', 'finished_at'])
      .where('connection_id', '=', connectionId)
      .orderBy('generation', 'desc')
      .limit(1)
      .executeTakeFirst();
    const isRunning = last?.finished_at === null;
    if (isRunning && last.generation !== abandon) return { generation: last.generation };
    if (isRunning) await endAbandoned(trx, connectionId, last.generation);
    const generation = (last?.generation ?? 0) + 1;
    await trx.insertInto('scans').values({ connection_id: connectionId, generation, started_at: new Date() }).execute();
    // With the generation itself: whoever sees the new one must not read that it is done already.
    await trx.updateTable('connections').set({ scan_state: 'running' }).where('id', '=', connectionId).execute();
    await retryParked(trx, connectionId);
    return { generation };
  });
}

async function endAbandoned(trx: Transaction<Database>, connectionId: string, generation: number): Promise<void> {
  await trx
    .updateTable('scans')
    .set({ finished_at: new Date(), outcome: 'abandoned' })
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .execute();
  await trx.deleteFrom('frontier').where('connection_id', '=', connectionId).execute();
}

/** What failed in an earlier generation gets another chance: folders are found again, promotions are tried again. */
async function retryParked(trx: Transaction<Database>, connectionId: string): Promise<void> {
  await trx
    .deleteFrom('frontier')
    .where('connection_id', '=', connectionId)
    .where('parked_at', 'is not', null)
    .execute();
  await trx
    .updateTable('promotions')
    .set({ parked_at: null, error: null, attempts: 0 })
    .where('connection_id', '=', connectionId)
    .where('parked_at', 'is not', null)
    .execute();
}

/** Where the listing of users of a generation stands. */
export async function usersListing(
  db: Kysely<Database>,
  connectionId: string,
  generation: number,
): Promise<{ marker: string | null; done: boolean }> {
  const row = await db
    .selectFrom('scans')
    .select(['users_marker', 'users_listed'])
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .executeTakeFirstOrThrow();
  return { marker: row.users_marker, done: row.users_listed };
}

/** Moves the listing of users on; `marker` null is its end. */
export async function moveUsersListing(
  db: Kysely<Database>,
  connectionId: string,
  generation: number,
  marker: string | null,
): Promise<void> {
  await db
    .updateTable('scans')
    .set({ users_marker: marker, users_listed: marker === null })
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .execute();
}

/**
 * Closes a generation once its frontier is empty; false when folders still wait. In a complete one, files and folders
 * that were not seen are marked gone, those of users left out excepted; in a partial one, nothing is.
 */
export async function completeGeneration(
  db: Kysely<Database>,
  connectionId: string,
  generation: number,
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const frontier = await trx
      .selectFrom('frontier')
      .select(({ fn }) => [
        fn.countAll<number>().filterWhere('parked_at', 'is', null).as('waiting'),
        fn.countAll<number>().filterWhere('parked_at', 'is not', null).as('parked'),
      ])
      .where('connection_id', '=', connectionId)
      .executeTakeFirstOrThrow();
    if (frontier.waiting > 0) return false;
    const isComplete = frontier.parked === 0;
    if (isComplete) await markUnseenGone(trx, connectionId, generation);
    await trx
      .updateTable('scans')
      .set({ finished_at: new Date(), outcome: isComplete ? 'completed' : 'partial' })
      .where('connection_id', '=', connectionId)
      .where('generation', '=', generation)
      .where('finished_at', 'is', null)
      .execute();
    return true;
  });
}

async function markUnseenGone(trx: Transaction<Database>, connectionId: string, generation: number): Promise<void> {
  for (const table of ['files', 'folders'] as const) {
    await sql`
      update ${sql.table(table)} set state = 'gone'
      where connection_id = ${connectionId} and generation < ${generation} and state <> 'gone'
        and owner_id not in (
          select user_id from box_users where connection_id = ${connectionId} and left_out is not null
        )`.execute(trx);
  }
}
