/** From what happened to what webhooks tell of it. */
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

/** What an event gives to deliver: a parcel for each trigger of a webhook that it pulls. */
export function notificationsFor(
  world: World,
  webhooks: Webhooks,
  event: SimEvent,
  input: EventInput,
): WebhookNotification[] {
  const { item, leftFolders = [], isRejection = false } = input;
  const trigger = triggerOf(event, { isGone: item?.status === 'purged', isRejection });
  if (!trigger || !item) return [];
  // A folder's webhook hears of everything below it, and of what is moved out of there.
  const above = ancestorsOf(world, item).map(({ id }) => id);
  return webhooks.on([...new Set([item.id, ...above, ...leftFolders])]).flatMap((webhook) => {
    if (!maySee(world, webhook, item, leftFolders)) return [];
    return pulled(trigger, webhook, event, input).map((each) => {
      const eventId = guid(world.size.seed, 'webhook event', event.seq, webhook.id, each);
      const body = JSON.stringify(bodyOf(world, webhook, event, item, eventId, each));
      return { webhookId: webhook.id, eventId, trigger: each, address: webhook.address, body };
    });
  });
}

/** What a webhook's maker cannot see is not told, but that it left a folder which the maker sees. */
function maySee(world: World, { creatorId, target }: Webhook, item: SimItem, leftFolders: readonly string[]): boolean {
  const left = leftFolders.includes(target.id) ? findItem(world, target.id) : undefined;
  return canSee(world, creatorId, item) || (left !== undefined && canSee(world, creatorId, left));
}

/** The triggers of one webhook: a file that comes into its folder is as good as uploaded, as Box has it. */
function pulled(
  trigger: Trigger,
  { target, triggers }: Webhook,
  { type, itemId, itemType }: SimEvent,
  { leftFolders = [] }: EventInput,
): Trigger[] {
  const comesIn = type === 'MOVE' && itemType === 'file' && target.id !== itemId && !leftFolders.includes(target.id);
  const all: Trigger[] = comesIn ? [trigger, 'FILE.UPLOADED'] : [trigger];
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
