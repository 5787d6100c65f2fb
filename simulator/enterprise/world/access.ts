/** Who has access to an item, and which items a user has access to. */
import { idsWithCollaborations } from '../generated/items.js';
import type { SimItem } from '../model.js';
import { ancestorsOf, changedItems, findItem, generatedOrCached, isActive } from './items.js';
import type { World } from './world.js';

/** The collaborator ids that give a user access: the user's own and those of the user's groups. */
export const partyIdsOf = ({ groups }: World, userId: string): ReadonlySet<string> =>
  new Set([userId, ...groups.memberships({ userId }).map(({ groupId }) => groupId)]);

/** Whether a user owns the item, or collaborates on it or on a folder above. */
export function canSee(world: World, userId: string, item: SimItem): boolean {
  if (item.ownerId === userId) return true;
  const parties = partyIdsOf(world, userId);
  return [item, ...ancestorsOf(world, item)].some(({ collaborations }) =>
    collaborations.some(({ party, status }) => parties.has(party.id) && status === 'accepted'),
  );
}

/** The items that others share with a user and that the user's root lists: not those shared for access only. */
export function itemsSharedWith(world: World, userId: string): SimItem[] {
  const index = collaboratorIndex(world);
  const parties = partyIdsOf(world, userId);
  const isListed = ({ ownerId, collaborations }: SimItem): boolean =>
    ownerId !== userId &&
    collaborations.some(
      ({ party, status, isAccessOnly }) => parties.has(party.id) && status === 'accepted' && !isAccessOnly,
    );
  const ids = new Set([...parties].flatMap((id) => [...(index.get(id) ?? [])]));
  for (const item of changedItems(world)) if (isListed(item)) ids.add(item.id);
  return [...ids].flatMap((id) => {
    const item = findItem(world, id);
    return item && isActive(world, item) && isListed(item) ? [item] : [];
  });
}

/** The items, in any state, on which a user or group has a collaboration, accepted or pending. */
export function itemsWithCollaborator(world: World, partyId: string): SimItem[] {
  const ids = new Set([...(collaboratorIndex(world).get(partyId) ?? []), ...world.items.changed.keys()]);
  return [...ids].flatMap((id) => {
    const item = findItem(world, id);
    return item?.collaborations.some(({ party }) => party.id === partyId) ? [item] : [];
  });
}

/** The active items to which a user has a pending invitation. */
export const pendingInvitations = (world: World, userId: string): SimItem[] =>
  itemsWithCollaborator(world, userId).filter(
    (item) =>
      isActive(world, item) &&
      item.collaborations.some(({ party, status }) => party.id === userId && status === 'pending'),
  );

/** All active items with collaborations of their own. */
export function* itemsWithCollaborations(world: World): Iterable<SimItem> {
  const ids = new Set(idsWithCollaborations(world.generated));
  for (const { id, collaborations } of changedItems(world)) if (collaborations.length > 0) ids.add(id);
  for (const id of ids) {
    const item = findItem(world, id);
    if (item && item.collaborations.length > 0 && isActive(world, item)) yield item;
  }
}

/** The ids of generated items by collaborator, pending ones too. Built once, when a root is first listed. */
function collaboratorIndex(world: World): ReadonlyMap<string, ReadonlySet<string>> {
  world.items.byCollaborator ??= buildCollaboratorIndex(world);
  return world.items.byCollaborator;
}

function buildCollaboratorIndex(world: World): ReadonlyMap<string, ReadonlySet<string>> {
  const index = new Map<string, Set<string>>();
  for (const id of idsWithCollaborations(world.generated)) {
    for (const { party } of generatedOrCached(world, id)?.collaborations ?? []) {
      index.set(party.id, (index.get(party.id) ?? new Set()).add(id));
    }
  }
  return index;
}
