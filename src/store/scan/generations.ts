import { sql } from 'kysely';
import type { Db, Trx } from '../sql/postgres.js';

/** Rows that one statement looks at when a generation is closed. */
const STRETCH = 20_000;

/**
 * Begins a generation, or goes on with the one that runs; `abandon` names one to end first if it still runs. Naming it
 * makes a repeated call harmless: what the first one began is not abandoned.
 */
export async function beginGeneration(
  db: Db,
  connectionId: string,
  abandon: number | null,
): Promise<{ generation: number }> {
  return db.transaction().execute(async (trx) => {
    // One at a time, and not while anything is recorded under the one before.
    await sql`select pg_advisory_xact_lock(${lockOf(connectionId)})`.execute(trx);
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
    await relistWaiting(trx, connectionId);
    return { generation };
  });
}

async function endAbandoned(trx: Trx, connectionId: string, generation: number): Promise<void> {
  await trx
    .updateTable('scans')
    .set({ finished_at: new Date(), outcome: 'abandoned' })
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .execute();
  await trx.deleteFrom('frontier').where('connection_id', '=', connectionId).execute();
}

/** What failed in an earlier generation gets another chance: folders are found again, promotions are tried again. */
async function retryParked(trx: Trx, connectionId: string): Promise<void> {
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

/** What waits is listed from its beginning: pages that the generation before recorded would count as unseen in this one. */
async function relistWaiting(trx: Trx, connectionId: string): Promise<void> {
  await trx
    .updateTable('frontier')
    .set({ marker: null, lease_id: null, lease_until: null })
    .where('connection_id', '=', connectionId)
    .execute();
}

/** Where the listing of users of a generation stands. */
export async function usersListing(
  db: Db,
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
  db: Db,
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
export async function completeGeneration(db: Db, connectionId: string, generation: number): Promise<boolean> {
  const found = await frontierOf(db, connectionId);
  if (found.waiting > 0) return false;
  if (found.parked === 0) await markUnseenGone(db, connectionId, generation);
  return db.transaction().execute(async (trx) => {
    const left = await frontierOf(trx, connectionId);
    if (left.waiting > 0) return false;
    await trx
      .updateTable('scans')
      .set({ finished_at: new Date(), outcome: found.parked + left.parked === 0 ? 'completed' : 'partial' })
      .where('connection_id', '=', connectionId)
      .where('generation', '=', generation)
      .where('finished_at', 'is', null)
      .execute();
    return true;
  });
}

async function frontierOf(db: Db, connectionId: string): Promise<{ waiting: number; parked: number }> {
  return db
    .selectFrom('frontier')
    .select(({ fn }) => [
      fn.countAll<number>().filterWhere('parked_at', 'is', null).as('waiting'),
      fn.countAll<number>().filterWhere('parked_at', 'is not', null).as('parked'),
    ])
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow();
}

/** Goes through files and folders by id, a bounded stretch at a time: no statement grows with the enterprise. */
async function markUnseenGone(db: Db, connectionId: string, generation: number): Promise<void> {
  for (const [table, key] of [
    ['files', 'file_id'],
    ['folders', 'folder_id'],
  ] as const) {
    const [from, id] = [sql.table(table), sql.ref(key)];
    let last: string | null = '';
    while (last !== null) {
      const { rows }: { rows: { last: string | null }[] } = await sql<{ last: string | null }>`
        with stretch as (
          select ${id} as id from ${from} where connection_id = ${connectionId} and ${id} > ${last}
          order by ${id} limit ${STRETCH}
        ), gone as (
          update ${from} f set state = 'gone' from stretch s
          where f.connection_id = ${connectionId} and f.${id} = s.id and f.generation < ${generation}
            and f.state <> 'gone' and f.owner_id not in (
              select user_id from box_users where connection_id = ${connectionId} and left_out is not null)
        )
        select max(id) as last from stretch`.execute(db);
      last = rows[0]?.last ?? null;
    }
  }
}

/**
 * The generation that is the newest now, held for the rest of the transaction: nobody begins another meanwhile. What is
 * recorded under an older one could be taken for unseen.
 */
export async function holdGeneration(trx: Trx, connectionId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock_shared(${lockOf(connectionId)})`.execute(trx);
  const { newest } = await trx
    .selectFrom('scans')
    .select(({ fn }) => fn.max<number | null>('generation').as('newest'))
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow();
  return newest ?? 0;
}

const lockOf = (connectionId: string) => sql`hashtextextended(${connectionId}, 0)`;
