/** Ends what has reached its expiry date. */
import type { SimItem } from '../enterprise/model.js';
import { TRASH_MS } from '../enterprise/world/deadlines.js';
import { findItem } from '../enterprise/world/items.js';
import { actionTarget, perform, type Performer } from './perform.js';

/** Ends the links and collaborations that have expired, and purges items whose time in the trash is over. */
export function performExpiries(performer: Performer): void {
  const { world, clock } = performer;
  const now = clock.now();
  for (const id of world.deadlines.due(now)) {
    const item = findItem(world, id);
    if (!item) continue;
    expire(performer, item, now);
    if (findItem(world, id)) world.deadlines.track(item);
  }
}

function expire(performer: Performer, item: SimItem, now: number): void {
  for (const { id, expiresAt = Infinity } of item.collaborations) {
    if (expiresAt <= now) perform(performer, { type: 'expireCollaboration', collaborationId: id });
  }
  const { link, status, trashedAt = Infinity } = item;
  if ((link?.unsharedAt ?? Infinity) <= now) perform(performer, { type: 'expireLink', ...actionTarget(item) });
  if (status === 'trashed' && trashedAt + TRASH_MS <= now) perform(performer, { type: 'purge', ...actionTarget(item) });
}
