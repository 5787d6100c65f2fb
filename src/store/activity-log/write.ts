import { sql, type Kysely } from 'kysely';
import { classify } from '../../box/event-types.js';
import type { BoxEvent } from '../../box/events.js';
import type { Database } from '../tables/index.js';
import { liftPromotions, promotionsOfEvents, storePromotions, type StoredPromotion } from '../scan/promotions.js';
import { rowsOf } from '../sql/json-rows.js';

/** A page of events from one of Box's enterprise streams. */
export interface EventBatch {
  readonly connectionId: string;
  readonly events: readonly BoxEvent[];
  readonly source: 'backfill' | 'stream';
  /** Our app's id at Box: what it did itself is stored as our own and promotes nothing. Null when not known. */
  readonly serviceId: string | null;
}

/**
 * Stores events and the promotions that follow from them in one transaction; an event that is known already changes
 * nothing. Answers how many were new, and the promotions of this page that are still to be served, so that a page
 * repeated after a crash passes them on again.
 */
export async function storeEvents(
  db: Kysely<Database>,
  batch: EventBatch,
): Promise<{ stored: number; promotions: StoredPromotion[] }> {
  const { connectionId, events } = batch;
  if (events.length === 0) return { stored: 0, promotions: [] };
  return db.transaction().execute(async (trx) => {
    const rows = events.map((event) => toRow(event, batch));
    const inserted = await sql<{ event_id: string }>`
      insert into activities select * from ${rowsOf('activities', rows)} on conflict do nothing
      returning event_id`.execute(trx);
    const fresh = new Set(inserted.rows.map((row) => row.event_id));
    const promotions = events.filter((event) => fresh.has(event.eventId)).flatMap((event) => toPromotion(event, batch));
    await storePromotions(trx, connectionId, promotions);
    const eventIds = events.map((event) => event.eventId);
    // The backfill may have been faster with a change that is happening now: it is live all the same.
    if (batch.source === 'stream') await liftPromotions(trx, connectionId, eventIds);
    return { stored: fresh.size, promotions: await promotionsOfEvents(trx, connectionId, eventIds) };
  });
}

function isOwn(event: BoxEvent, batch: EventBatch): boolean {
  return batch.serviceId !== null && event.serviceId === batch.serviceId;
}

function toRow(event: BoxEvent, batch: EventBatch) {
  return {
    connection_id: batch.connectionId,
    event_id: event.eventId,
    type: event.type,
    category: classify(event.type).category,
    occurred_at: event.occurredAt,
    actor: event.actor,
    actor_id: event.actor?.id ?? null,
    item: event.item,
    item_id: event.item?.id ?? null,
    ip: event.ip,
    source: batch.source,
    own: isOwn(event, batch),
    raw: event.raw,
    recorded_at: new Date(),
  };
}

function toPromotion(event: BoxEvent, batch: EventBatch): StoredPromotion[] {
  const { effect } = classify(event.type);
  const { item } = event;
  if (effect === 'none' || !item || item.type === 'other' || item.id === '0' || isOwn(event, batch)) return [];
  if ((effect === 'user') !== (item.type === 'user')) return [];
  return [
    {
      itemType: item.type,
      itemId: item.id,
      ownerId: item.ownerId,
      eventId: event.eventId,
      eventType: event.type,
      at: event.occurredAt,
      rank: batch.source === 'stream' ? 0 : 1,
      reason: item.type === 'folder' ? 'subtree' : 'modified',
    },
  ];
}
