/** Actions on the link of an item. */
import { defaultPassword, linkUrl } from '../links.js';
import type { SimItem, SimLink } from '../model.js';
import {
  type ActionContext,
  type ActionResult,
  getActiveTargetItem,
  getActor,
  getTargetItem,
  targetField,
} from './action-context.js';
import { ActionError } from './action-error.js';
import type { ItemActionOf } from './item-actions.js';

/** An action on a link. */
export type LinkAction = ItemActionOf<'share' | 'reshare' | 'unshare' | 'expireLink'>;

const EVENT_TYPES = {
  share: 'SHARE',
  reshare: 'ITEM_SHARED_UPDATE',
  unshare: 'UNSHARE',
  expireLink: 'SHARE_EXPIRATION',
};

/** Performs an action on a link. Throws `ActionError`. */
export function changeLink(context: ActionContext, action: LinkAction): ActionResult {
  // Links of items in the trash expire too.
  const item = action.type === 'expireLink' ? getTargetItem(context, action) : getActiveTargetItem(context, action);
  const actor = getActor(context, action.as, item);
  const { link } = item;
  if (action.type !== 'share' && !link) throw new ActionError(`${targetField(item)}: this ${item.type} has no link`);
  item.etag += 1;
  switch (action.type) {
    case 'share':
      item.link = linkOf(item, action, linkUrl(item.id, item.etag));
      break;
    // The URL stays the same.
    case 'reshare':
      item.link = linkOf(item, action, link?.url ?? linkUrl(item.id, item.etag));
      break;
    default:
      item.link = null;
  }
  context.world.deadlines.track(item);
  const details = action.type === 'share' ? { details: { shared_link_id: `${item.id}${item.etag}` } } : {};
  return context.record({ type: EVENT_TYPES[action.type], actor, item, ...details });
}

function linkOf(item: SimItem, action: ItemActionOf<'share' | 'reshare'>, url: string): SimLink {
  const { access, password = null, canDownload, canEdit, vanityName, unsharedAt } = action;
  const text = password === true ? defaultPassword(item.id) : password === false ? null : password;
  return {
    url,
    access,
    // Only open links can have a password.
    password: access === 'open' ? text : null,
    ...(canDownload === undefined ? {} : { canDownload }),
    ...(canEdit === undefined ? {} : { canEdit }),
    ...(vanityName === undefined ? {} : { vanityName }),
    ...(unsharedAt == null ? {} : { unsharedAt }),
  };
}
