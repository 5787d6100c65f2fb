/** Creates webhook notifications from events. */
import { itemView } from '../box/items/item-view.js';
import type { EventInput, SimEvent } from '../enterprise/events/event.js';
import type { SimItem } from '../enterprise/model.js';
import { canSee } from '../enterprise/world/access.js';
import { ancestorsOf, findItem } from '../enterprise/world/items.js';
import type { World } from '../enterprise/world/world.js';
import { guid } from '../random.js';
import { boxTime } from '../time/box-time.js';
import type { Webhook, Webhooks } from './registry.js';
import type { WebhookNotification } from './sender.js';
import { type Trigger, triggerOf } from './triggers.js';

/** The notifications of an event: one for each matching trigger of each webhook. */
export function notificationsFor(
  world: World,
  webhooks: Webhooks,
  event: SimEvent,
  input: EventInput,
): WebhookNotification[] {
  const { item, leftFolders = [], isRejection = false } = input;
  const trigger = triggerOf(event, { isPurged: item?.status === 'purged', isRejection });
  if (!trigger || !item) return [];
  // A folder's webhook covers everything below it, and items moved out of it.
  const above = ancestorsOf(world, item).map(({ id }) => id);
  return webhooks.on([...new Set([item.id, ...above, ...leftFolders])]).flatMap((webhook) => {
    if (!canCreatorSee(world, webhook, item, leftFolders)) return [];
    return matchingTriggers(trigger, webhook, event, input).map((each) => {
      const eventId = guid(world.size.seed, 'webhook event', event.seq, webhook.id, each);
      const body = JSON.stringify(bodyOf(world, webhook, event, item, eventId, each));
      return { webhookId: webhook.id, eventId, trigger: each, address: webhook.address, body };
    });
  });
}

/** Whether the webhook's creator can see the item, or the folder that it was moved out of. */
function canCreatorSee(
  world: World,
  { creatorId, target }: Webhook,
  item: SimItem,
  leftFolders: readonly string[],
): boolean {
  const left = leftFolders.includes(target.id) ? findItem(world, target.id) : undefined;
  return canSee(world, creatorId, item) || (left !== undefined && canSee(world, creatorId, left));
}

/** The matching triggers of a webhook. As at Box, a file moved into its folder also counts as uploaded. */
function matchingTriggers(
  trigger: Trigger,
  { target, triggers }: Webhook,
  { type, itemId, itemType }: SimEvent,
  { leftFolders = [] }: EventInput,
): Trigger[] {
  const entersFolder =
    type === 'MOVE' && itemType === 'file' && target.id !== itemId && !leftFolders.includes(target.id);
  const all: Trigger[] = entersFolder ? [trigger, 'FILE.UPLOADED'] : [trigger];
  return all.filter((each) => triggers.includes(each));
}

function bodyOf(
  world: World,
  webhook: Webhook,
  event: SimEvent,
  item: SimItem,
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
    source: item.status === 'purged' ? { type: item.type, id: item.id } : itemView(world, item, undefined, 'standard'),
    additional_info: [],
  };
}
