import { sql } from 'kysely';
import type { Activity, ActivitySource } from '../../domain/activity.js';
import { promotionOf, type Promotion } from '../../domain/promotion.js';
import { promoteToLive, promotionsOfEvents, storePromotions } from '../scan/promotions.js';
import { fromJsonRows } from '../sql/json-rows.js';
import type { Db } from '../sql/postgres.js';

/** A page of events from Box's long-term log or its live stream. */
export interface EventBatch {
  readonly connectionId: string;
  readonly events: readonly Activity[];
  readonly source: ActivitySource;
  /** When the page was received. */
  readonly receivedAt: Date;
}

/**
 * Stores events and the promotions that follow from them in one transaction. Events that are already stored change
 * nothing. Returns the number of new events, and all promotions of this page that are still to be scanned: if a page is
 * repeated after a crash, its promotions are returned again.
 */
export async function storeEvents(db: Db, batch: EventBatch): Promise<{ stored: number; promotions: Promotion[] }> {
  const { connectionId, events } = batch;
  if (events.length === 0) return { stored: 0, promotions: [] };
  return db.transaction().execute(async (trx) => {
    const rows = events.map((event) => toRow(event, batch));
    const inserted = await sql<{ event_id: string }>`
      insert into activities select * from ${fromJsonRows('activities', rows)} on conflict do nothing
      returning event_id`.execute(trx);
    const fresh = new Set(inserted.rows.map((row) => row.event_id));
    const promotions = events
      .filter((event) => fresh.has(event.eventId))
      .map((event) => promotionOf(event, batch.source))
      .filter((promotion) => promotion !== null)
      .map((promotion) => notInTheFuture(promotion, batch.receivedAt));
    await storePromotions(trx, connectionId, promotions);
    const eventIds = events.map((event) => event.eventId);
    // The backfill may have stored the promotion of a live change first.
    if (batch.source === 'stream') await promoteToLive(trx, connectionId, eventIds);
    return { stored: fresh.size, promotions: await promotionsOfEvents(trx, connectionId, eventIds) };
  });
}

/**
 * A change that is dated in the future, by mistake or by a clock of Box's that is ahead of ours, happened before it was
 * received. With its own date it would hide later changes to its item whose date is right, or was corrected here.
 */
function notInTheFuture(promotion: Promotion, receivedAt: Date): Promotion {
  return Date.parse(promotion.at) <= receivedAt.getTime() ? promotion : { ...promotion, at: receivedAt.toISOString() };
}

function toRow(event: Activity, batch: EventBatch) {
  return {
    connection_id: batch.connectionId,
    event_id: event.eventId,
    type: event.type,
    category: event.category,
    occurred_at: event.occurredAt,
    time_unknown: event.timeUnknown,
    actor: event.actor,
    actor_id: event.actor?.id ?? null,
    item: event.item,
    item_id: event.item?.id ?? null,
    ip: event.ip,
    source: batch.source,
    own: event.own,
    raw: event.raw,
    recorded_at: new Date(),
  };
}
