/** From what happened to what webhooks tell of it. */
import { boxTime } from '../box/time.js';
import { itemView } from '../box/views.js';
import type { SimEvent } from '../enterprise/event-log.js';
import type { SimItem } from '../enterprise/model.js';
import { guid } from '../enterprise/random.js';
import type { World } from '../enterprise/world.js';
import type { Parcel } from './deliveries.js';
import type { Webhook, Webhooks } from './registry.js';
import { triggerOf } from './triggers.js';

/** What an event gives to deliver: a parcel for each webhook that hears of it. */
export function parcelsFor(world: World, webhooks: Webhooks, event: SimEvent): Parcel[] {
  const item = world.item(event.itemId ?? '');
  const trigger = triggerOf(event, item === undefined);
  if (!trigger || event.itemId === null) return [];
  // A folder's webhook hears of everything below it.
  const above = item ? world.ancestors(item).map(({ id }) => id) : [];
  return webhooks.on([event.itemId, ...above]).flatMap((webhook) => {
    // What its maker cannot see is not told; of what is gone for good, its owner is told.
    const maySee = item ? world.canSee(webhook.creatorId, item) : event.ownerId === webhook.creatorId;
    if (!maySee || !webhook.triggers.includes(trigger)) return [];
    const eventId = guid(world.size.seed, 'webhook event', event.seq, webhook.id);
    const body = JSON.stringify(bodyOf(world, webhook, event, item, eventId, trigger));
    return [{ webhookId: webhook.id, eventId, trigger, address: webhook.address, body }];
  });
}

function bodyOf(
  world: World,
  webhook: Webhook,
  event: SimEvent,
  item: SimItem | undefined,
  id: string,
  trigger: string,
): Record<string, unknown> {
  return {
    type: 'webhook_event',
    id,
    created_at: boxTime(event.at),
    trigger,
    webhook: { id: webhook.id, type: 'webhook' },
    created_by: event.json['created_by'],
    source: item ? itemView(world, item, undefined, 'standard') : { type: event.itemType, id: event.itemId },
    additional_info: [],
  };
}
