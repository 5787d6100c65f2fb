import { sql, type Selectable } from 'kysely';
import { latestPerItem, type Promotion } from '../../domain/promotion.js';
import type { Problem } from '../../domain/problems.js';
import type { PromotionTable } from '../tables/scan.js';
import { rowsOf } from '../sql/json-rows.js';
import type { Db } from '../sql/postgres.js';

/**
 * Stores promotions; of several changes to one item the newest wins, and the item keeps its place. The same change told
 * again begins nothing anew: what was counted or parked stays so.
 */
export async function storePromotions(db: Db, connectionId: string, promotions: readonly Promotion[]): Promise<void> {
  const rows = latestPerItem(promotions).map((promotion) => toRow(connectionId, promotion));
  if (rows.length === 0) return;
  await sql`
    insert into promotions as p
      (connection_id, item_type, item_id, owner_id, event_id, event_type, at, rank, reason)
    select connection_id, item_type, item_id, owner_id, event_id, event_type, at, rank, reason
    from ${rowsOf('promotions', rows)}
    on conflict (connection_id, item_type, item_id) do update set
      owner_id = coalesce(excluded.owner_id, p.owner_id), event_id = excluded.event_id,
      event_type = excluded.event_type, at = excluded.at, rank = least(p.rank, excluded.rank),
      reason = excluded.reason, attempts = 0, parked_at = null, error = null
    where excluded.at > p.at or (excluded.at = p.at and excluded.event_id is distinct from p.event_id)`.execute(db);
}

/** The first promotions in the order of service: live before backfill, then first come first served. */
export async function loadPromotions(db: Db, connectionId: string, limit: number): Promise<Promotion[]> {
  const rows = await db
    .selectFrom('promotions')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('parked_at', 'is', null)
    .orderBy('rank')
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

/** The promotions that these events left behind: still to be scanned. */
export async function promotionsOfEvents(
  db: Db,
  connectionId: string,
  eventIds: readonly string[],
): Promise<Promotion[]> {
  if (eventIds.length === 0) return [];
  const rows = await db
    .selectFrom('promotions')
    .selectAll()
    .where('connection_id', '=', connectionId)
    .where('event_id', '=', sql<string>`any(${eventIds}::text[])`)
    .where('parked_at', 'is', null)
    .orderBy('seq')
    .execute();
  return rows.map(fromRow);
}

/** Makes the promotions of these events live, whoever stored them. */
export async function liftPromotions(db: Db, connectionId: string, eventIds: readonly string[]): Promise<void> {
  await db
    .updateTable('promotions')
    .set({ rank: 0 })
    .where('connection_id', '=', connectionId)
    .where('event_id', '=', sql<string>`any(${eventIds}::text[])`)
    .where('rank', '=', 1)
    .execute();
}

/** Deletes promotions that were served; a newer change to the same item stays. */
export async function deletePromotions(db: Db, connectionId: string, promotions: readonly Promotion[]): Promise<void> {
  if (promotions.length === 0) return;
  const rows = promotions.map((promotion) => toRow(connectionId, promotion));
  await sql`
    delete from promotions p using ${rowsOf('promotions', rows)} n
    where p.connection_id = ${connectionId} and p.item_type = n.item_type and p.item_id = n.item_id
      and (p.at < n.at or (p.at = n.at and p.event_id is not distinct from n.event_id))`.execute(db);
}

/** Counts a failed attempt of an item; answers how many there have been. */
export async function countAttempt(db: Db, connectionId: string, promotion: Promotion): Promise<number> {
  await storePromotions(db, connectionId, [promotion]);
  const row = await db
    .updateTable('promotions')
    .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
    .where('connection_id', '=', connectionId)
    .where('item_type', '=', promotion.itemType)
    .where('item_id', '=', promotion.itemId)
    .returning('attempts')
    .executeTakeFirst();
  return row?.attempts ?? 0;
}

/** Sets a promotion aside with its error until the next generation. */
export async function parkPromotion(db: Db, connectionId: string, promotion: Promotion, error: Problem): Promise<void> {
  await storePromotions(db, connectionId, [promotion]);
  await db
    .updateTable('promotions')
    .set({ parked_at: new Date(), error: JSON.stringify(error) })
    .where('connection_id', '=', connectionId)
    .where('item_type', '=', promotion.itemType)
    .where('item_id', '=', promotion.itemId)
    .execute();
}

function toRow(connectionId: string, promotion: Promotion) {
  return {
    connection_id: connectionId,
    item_type: promotion.itemType,
    item_id: promotion.itemId,
    owner_id: promotion.ownerId,
    event_id: promotion.eventId,
    event_type: promotion.eventType,
    at: promotion.at,
    rank: promotion.rank,
    reason: promotion.reason,
  };
}

function fromRow(row: Selectable<PromotionTable>): Promotion {
  return {
    itemType: row.item_type,
    itemId: row.item_id,
    ownerId: row.owner_id,
    eventId: row.event_id,
    eventType: row.event_type,
    at: row.at.toISOString(),
    rank: row.rank,
    reason: row.reason,
  };
}
