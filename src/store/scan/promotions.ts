import { sql, type Selectable } from 'kysely';
import type { Problem } from '../../domain/problems.js';
import { latestPerItem, promotionKey, type Promotion } from '../../domain/promotion.js';
import { ofConnection } from '../sql/by-key.js';
import { fromJsonRows } from '../sql/json-rows.js';
import type { Db, Trx } from '../sql/postgres.js';
import type { PromotionTable } from '../tables/scan.js';
import { nextTurn } from './promotion-turns.js';

/**
 * Stores promotions behind those of their owners (`nextTurn`). The latest change to an item wins, and the item keeps its
 * position unless it becomes live. Storing the same change again does nothing: its failed attempts still count, and a
 * parked item stays parked.
 */
export async function storePromotions(db: Db, connectionId: string, promotions: readonly Promotion[]): Promise<void> {
  const rows = latestPerItem(promotions).map((promotion) => toRow(connectionId, promotion));
  if (rows.length === 0) return;
  await sql`
    with n as materialized (
      select *, row_number() over () as place from ${fromJsonRows('promotions', rows)}
    ), placed as (
      select *, row_number() over (partition by rank, owner_id order by place) - 1 as nth from n
    ), owners as materialized (
      select o.rank, o.owner_id, ${nextTurn(connectionId, sql.ref('o.rank'), sql.ref('o.owner_id'))} as turn
      from (select distinct rank, owner_id from n) o
    )
    insert into promotions as p
      (connection_id, item_type, item_id, owner_id, event_id, event_type, at, rank, reason, turn)
    select n.connection_id, n.item_type, n.item_id, n.owner_id, n.event_id, n.event_type, n.at, n.rank, n.reason,
      owners.turn + n.nth
    from placed n join owners on owners.rank = n.rank and owners.owner_id is not distinct from n.owner_id
    order by n.place
    on conflict (connection_id, item_type, item_id) do update set
      owner_id = coalesce(excluded.owner_id, p.owner_id), event_id = excluded.event_id,
      event_type = excluded.event_type, at = excluded.at, rank = least(p.rank, excluded.rank),
      turn = case when excluded.rank < p.rank then excluded.turn else p.turn end,
      reason = excluded.reason, attempts = 0, parked_at = null, retry_at = null, error = null
    where excluded.at > p.at or (excluded.at = p.at and excluded.event_id is distinct from p.event_id)`.execute(db);
}

/** Parked promotions that one load returns at most: what keeps failing must not hold up the rest. */
const PARKED_AT_A_TIME = 50;

/**
 * Returns the first promotions to scan: parked ones whose time has come, then live before backfill, one of each owner in
 * turn, and those of an owner in the order in which they were stored.
 */
export async function loadPromotions(db: Db, connectionId: string, limit: number): Promise<Promotion[]> {
  const due = await db
    .selectFrom('promotions')
    .selectAll()
    .where('connection_id', '=', ofConnection(connectionId))
    .where('parked_at', 'is not', null)
    .where('retry_at', '<=', sql<Date>`now()`)
    .orderBy('retry_at')
    .limit(Math.min(PARKED_AT_A_TIME, Math.ceil(limit / 4)))
    .execute();
  const waiting = await db
    .selectFrom('promotions')
    .selectAll()
    .where('connection_id', '=', ofConnection(connectionId))
    .where('parked_at', 'is', null)
    .orderBy('rank')
    .orderBy('turn')
    .orderBy('seq')
    .limit(limit - due.length)
    .execute();
  return [...due, ...waiting].map(fromRow);
}

/** Returns the promotions of these events that are still to be scanned. */
export async function promotionsOfEvents(
  db: Db,
  connectionId: string,
  eventIds: readonly string[],
): Promise<Promotion[]> {
  if (eventIds.length === 0) return [];
  const { rows } = await sql<Selectable<PromotionTable>>`
    select p.* from ${byEvent(connectionId, eventIds)} p where p.parked_at is null order by p.seq`.execute(db);
  return rows.map(fromRow);
}

/** Gives the promotions of these events the rank of live changes, and their turns among these. */
export async function promoteToLive(db: Db, connectionId: string, eventIds: readonly string[]): Promise<void> {
  const nth = sql`row_number() over (partition by found.owner_id order by found.seq) - 1`;
  await sql`
    update promotions p set rank = 0, turn = n.live_turn
    from (
      select found.*, ${nextTurn(connectionId, sql`0`, sql.ref('found.owner_id'))} + ${nth} as live_turn
      from ${byEvent(connectionId, eventIds)} found where found.rank = 1
    ) n
    where p.connection_id = ${ofConnection(connectionId)} and p.item_type = n.item_type and p.item_id = n.item_id and p.rank = 1
      and p.event_id = n.event_id`.execute(db);
}

/** The promotions of these events as a table source: each event is looked up by itself (sql/by-key.ts). */
const byEvent = (connectionId: string, eventIds: readonly string[]) => sql`(
  select found.* from unnest(${[...new Set(eventIds)]}::text[]) wanted (id)
  cross join lateral (
    select * from promotions where connection_id = ${ofConnection(connectionId)} and event_id = wanted.id offset 0
  ) found
)`;

/** Deletes promotions that were scanned; a later change to the same item stays. */
export async function deletePromotions(db: Db, connectionId: string, promotions: readonly Promotion[]): Promise<void> {
  if (promotions.length === 0) return;
  const of = <T>(pick: (promotion: Promotion) => T): T[] => promotions.map(pick);
  // Of arrays, other than of JSON, Postgres knows how many rows they have: it looks up few, and reads all for many.
  await sql`
    delete from promotions p using unnest(
      ${of(({ itemType }) => itemType)}::text[], ${of(({ itemId }) => itemId)}::text[],
      ${of(({ at }) => at)}::timestamptz[], ${of(({ eventId }) => eventId)}::text[]
    ) n (item_type, item_id, at, event_id)
    where p.connection_id = ${ofConnection(connectionId)} and p.item_type = n.item_type and p.item_id = n.item_id
      and (p.at < n.at or (p.at = n.at and p.event_id is not distinct from n.event_id))`.execute(db);
}

/**
 * Deletes those of these promotions that no other transaction holds, so that this one, which holds more, waits for none.
 * Returns the others: held, never stored, or followed by a later change. Each is to be deleted by itself after this
 * transaction (`deletePromotions`).
 */
export async function deleteFreePromotions(
  trx: Trx,
  connectionId: string,
  promotions: readonly Promotion[],
): Promise<Promotion[]> {
  const of = <T>(pick: (promotion: Promotion) => T): T[] => promotions.map(pick);
  const { rows } = await sql<Pick<Promotion, 'itemType' | 'itemId'>>`
    delete from promotions p using unnest(
      ${of(({ itemType }) => itemType)}::text[], ${of(({ itemId }) => itemId)}::text[],
      ${of(({ at }) => at)}::timestamptz[], ${of(({ eventId }) => eventId)}::text[]
    ) n (item_type, item_id, at, event_id)
    cross join lateral (
      select item_type, item_id from promotions
      where connection_id = ${ofConnection(connectionId)} and item_type = n.item_type and item_id = n.item_id
        and (at < n.at or (at = n.at and event_id is not distinct from n.event_id))
      offset 0 for update skip locked
    ) free
    where p.connection_id = ${ofConnection(connectionId)} and p.item_type = free.item_type and p.item_id = free.item_id
    returning p.item_type as "itemType", p.item_id as "itemId"`.execute(trx);
  const deleted = new Set(rows.map(promotionKey));
  return promotions.filter((promotion) => !deleted.has(promotionKey(promotion)));
}

/** The failed attempts to scan an item. */
export interface Attempts {
  readonly attempts: number;
  readonly isParked: boolean;
}

/** Returns the failed attempts of those of these items that have failed or are parked, by `promotionKey`. */
export async function attemptsOf(
  db: Db,
  connectionId: string,
  promotions: readonly Promotion[],
): Promise<Map<string, Attempts>> {
  const types = promotions.map(({ itemType }) => itemType);
  const ids = promotions.map(({ itemId }) => itemId);
  // Each is looked up by its key: `offset 0` keeps Postgres from reading all promotions instead (sql/by-key.ts).
  const { rows } = await sql<Pick<Promotion, 'itemType' | 'itemId'> & Attempts>`
    select p.item_type as "itemType", p.item_id as "itemId", p.attempts, p.parked_at is not null as "isParked"
    from unnest(${types}::text[], ${ids}::text[]) n (item_type, item_id)
    cross join lateral (
      select * from promotions
      where connection_id = ${ofConnection(connectionId)} and item_type = n.item_type and item_id = n.item_id offset 0
    ) p
    where p.attempts > 0 or p.parked_at is not null`.execute(db);
  return new Map(rows.map(({ attempts, isParked, ...item }) => [promotionKey(item), { attempts, isParked }]));
}

/** Counts a failed attempt to scan an item. */
export async function countAttempt(db: Db, connectionId: string, promotion: Promotion): Promise<Attempts> {
  await storePromotions(db, connectionId, [promotion]);
  const row = await db
    .updateTable('promotions')
    .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
    .where('connection_id', '=', ofConnection(connectionId))
    .where('item_type', '=', promotion.itemType)
    .where('item_id', '=', promotion.itemId)
    .returning(['attempts', sql<boolean>`parked_at is not null`.as('isParked')])
    .executeTakeFirst();
  return row ?? { attempts: 0, isParked: false };
}

/**
 * Parks a promotion with its error. It is loaded again after a minute, then after pauses that double up to an hour, and
 * counts as a problem until it has been scanned.
 */
export async function parkPromotion(db: Db, connectionId: string, promotion: Promotion, error: Problem): Promise<void> {
  await storePromotions(db, connectionId, [promotion]);
  await db
    .updateTable('promotions')
    .set({
      parked_at: sql<Date>`coalesce(parked_at, now())`,
      // The first wait is a minute; a longer one doubles what the item has waited so far.
      retry_at: sql<Date>`now() + least(greatest(interval '1 minute', now() - coalesce(parked_at, now())), interval '1 hour')`,
      error: JSON.stringify(error),
    })
    .where('connection_id', '=', ofConnection(connectionId))
    .where('item_type', '=', promotion.itemType)
    .where('item_id', '=', promotion.itemId)
    .execute();
}

/** Makes parked promotions due at once, for a new generation. */
export async function retryParkedPromotions(trx: Trx, connectionId: string): Promise<void> {
  await trx
    .updateTable('promotions')
    .set({ retry_at: sql<Date>`now()` })
    .where('connection_id', '=', ofConnection(connectionId))
    .where('parked_at', 'is not', null)
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
