/** The links and collaborations that items are generated with. */
import { randomFraction, randomUint32 } from '../../random.js';
import { defaultPassword, linkUrl } from '../links.js';
import type { SimCollaboration, SimLink, SimUser } from '../model.js';
import { FINANCE } from './groups.js';

const GROUP = { type: 'group', login: '', ...FINANCE } as const;
/** The share of folders, and of files, with collaborations of their own. */
const COLLABORATED = { folder: 0.04, file: 0.01 };

/** The link of an item: 3 % of items have one. */
export function generateLink(seed: number, id: string): SimLink | null {
  if (randomFraction(seed, 'link', id) >= 0.03) return null;
  const access = (['open', 'company', 'collaborators'] as const)[randomUint32(seed, 'access', id) % 3] ?? 'open';
  const hasPassword = access === 'open' && randomFraction(seed, 'password', id) < 0.3;
  return { url: linkUrl(id, 0), access, password: hasPassword ? defaultPassword(id) : null };
}

/** Whether an item has collaborations of its own. */
export const hasOwnCollaborations = (seed: number, id: string, type: 'file' | 'folder'): boolean =>
  randomFraction(seed, 'collaborated', id) < COLLABORATED[type];

/** One to three collaborations: with users of the enterprise, external users or a group, some of them pending. */
export function generateCollaborations(
  seed: number,
  id: string,
  ownerId: string,
  managed: readonly SimUser[],
  createdAt: number,
): SimCollaboration[] {
  const count = 1 + (randomUint32(seed, 'collaborators', id) % 3);
  const colleagues = managed.length - 1;
  return Array.from({ length: count }, (_, number): SimCollaboration => {
    const kind = randomFraction(seed, 'party', id, number);
    // Users are sorted by id: skip the owner.
    const index = randomUint32(seed, 'user', id, number) % Math.max(colleagues, 1);
    const user = managed[(managed[index]?.id ?? '') < ownerId ? index : index + 1];
    const guest = 1 + (randomUint32(seed, 'guest', id, number) % 20);
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
    const isPending = randomFraction(seed, 'pending', id, number) < 0.15;
    return {
      id: `7${id}${number}`,
      party,
      role: number === 0 ? 'editor' : 'viewer',
      status: isPending ? 'pending' : 'accepted',
      createdAt,
    };
  });
}
