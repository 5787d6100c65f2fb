/** With whom the enterprise's items were shared when it was drawn. */
import { FINANCE } from '../world/groups.js';
import type { LinkAccess, SimCollaboration, SimLink, SimUser } from '../model.js';
import { draw, unit } from '../../random.js';

const GROUP = { type: 'group', login: '', ...FINANCE } as const;
/** How often a folder, and a file, has collaborations of its own. */
const COLLABORATED = { folder: 0.04, file: 0.01 };

/** Three items in a hundred carry a link of their own. */
export function drawLink(seed: number, id: string): SimLink | null {
  if (unit(seed, 'link', id) >= 0.03) return null;
  const access = (['open', 'company', 'collaborators'] as const)[draw(seed, 'access', id) % 3] ?? 'open';
  return {
    url: linkUrl(id, 0),
    access,
    password: access === 'open' && unit(seed, 'password', id) < 0.3 ? drawnPassword(id) : null,
  };
}

/** The password of a link that was given one without saying which. */
export const drawnPassword = (id: string): string => `Password-${id}`;

/** The address of an item's link; a new link is a new address. */
export const linkUrl = (id: string, turn: number): string =>
  `https://acme.box.example/s/${id}${turn === 0 ? '' : `-${turn}`}`;

const REACH: readonly LinkAccess[] = ['collaborators', 'company', 'open'];

/** The narrower of two reaches: a tenant's policy caps what a link says (Box's `effective_access`). */
export const capped = (access: LinkAccess, most: LinkAccess): LinkAccess =>
  REACH[Math.min(REACH.indexOf(access), REACH.indexOf(most))] ?? 'collaborators';

/** Whether an item was drawn with collaborations of its own. */
export const isCollaborated = (seed: number, id: string, type: 'file' | 'folder'): boolean =>
  unit(seed, 'collaborated', id) < COLLABORATED[type];

/** Whom an item was shared with: people of the house, of partners, or a group; some have not answered yet. */
export function drawCollaborations(
  seed: number,
  id: string,
  ownerId: string,
  managed: readonly SimUser[],
  createdAt: number,
): SimCollaboration[] {
  const count = 1 + (draw(seed, 'collaborators', id) % 3);
  const colleagues = managed.length - 1;
  return Array.from({ length: count }, (_, turn): SimCollaboration => {
    const kind = unit(seed, 'party', id, turn);
    // Users are in the order of their ids: the owner is passed over.
    const index = draw(seed, 'user', id, turn) % Math.max(colleagues, 1);
    const user = managed[(managed[index]?.id ?? '') < ownerId ? index : index + 1];
    const guest = 1 + (draw(seed, 'guest', id, turn) % 20);
    const party =
      kind < 0.1
        ? GROUP
        : kind < 0.65 && user
          ? ({ type: 'user', id: user.id, login: user.login, name: user.name } as const)
          : ({
              type: 'user',
              id: `3000${guest}`,
              login: `guest${guest}@partner.example`,
              name: `Guest ${guest}`,
            } as const);
    const isPending = unit(seed, 'pending', id, turn) < 0.15;
    return {
      id: `7${id}${turn}`,
      party,
      role: turn === 0 ? 'editor' : 'viewer',
      status: isPending ? 'pending' : 'accepted',
      createdAt,
    };
  });
}
