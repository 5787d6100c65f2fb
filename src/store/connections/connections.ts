import { sql } from 'kysely';
import type { Selectable } from 'kysely';
import type { ConnectionTable } from '../tables/connections.js';
import type { Db, Trx } from '../sql/postgres.js';

/** A connection as it is stored. */
export type Connection = Selectable<ConnectionTable>;

/** Adds a connection; false when a connection that is not disconnected has this name (case does not count). */
export async function insertConnection(
  trx: Trx,
  connection: { readonly id: string; readonly name: string },
): Promise<boolean> {
  const inserted = await trx
    .insertInto('connections')
    // To the millisecond, as cursors tell times.
    .values({ ...connection, provider: 'box', status: 'awaiting_consent', created_at: new Date() })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** One connection; undefined when there is none of this id. */
export async function findConnection(db: Db, id: string): Promise<Connection | undefined> {
  return db.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The same, locked: its status stays as it is until the transaction ends. Grants can be added to it meanwhile. */
export async function lockConnection(trx: Trx, id: string): Promise<Connection | undefined> {
  return trx.selectFrom('connections').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

/**
 * Keeps a connection from being disconnected until the transaction ends; false if it is disconnected or unknown. Other
 * transactions can hold this lock at the same time.
 */
export async function lockLiveConnection(trx: Trx, id: string): Promise<boolean> {
  const live = await trx
    .selectFrom('connections')
    .select('id')
    .where('id', '=', id)
    .where('status', '<>', 'disconnected')
    .forShare()
    .executeTakeFirst();
  return live !== undefined;
}

/** Records that somebody asked for the connection's end; the first time counts. */
export async function recordDisconnectRequest(db: Db, id: string): Promise<void> {
  await db
    .updateTable('connections')
    .set({ disconnect_requested_at: new Date() })
    .where('id', '=', id)
    .where('disconnect_requested_at', 'is', null)
    .execute();
}

/** A page of connections, oldest first. */
export async function listConnections(
  db: Db,
  page: { readonly limit: number; readonly after: { readonly createdAt: string; readonly id: string } | null },
): Promise<Connection[]> {
  let query = db.selectFrom('connections').selectAll().orderBy('created_at').orderBy('id').limit(page.limit);
  if (page.after) {
    query = query.where(sql<boolean>`(created_at, id) > (${page.after.createdAt}::timestamptz, ${page.after.id})`);
  }
  return query.execute();
}

/** So many connections, oldest first: those that have not ended before any that have, and of these the last to end. */
export async function listLatestConnections(db: Db, limit: number): Promise<Connection[]> {
  const latest = db
    .selectFrom('connections')
    .selectAll()
    .orderBy(sql`disconnected_at desc nulls first`)
    .orderBy('created_at', 'desc')
    .limit(limit);
  return db.selectFrom(latest.as('connections')).selectAll().orderBy('created_at').orderBy('id').execute();
}
