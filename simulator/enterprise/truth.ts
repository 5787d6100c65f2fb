/** What a perfect scan would find, computed from the world rather than from API responses. */
import { sha1Of } from './content/index.js';
import { limitAccess } from './links.js';
import type { LinkAccess, SimItem, SimLink } from './model.js';
import { itemsSharedWith, itemsWithCollaborations } from './world/access.js';
import { countChildren } from './world/item-counts.js';
import { activeItems, ancestorsOf } from './world/items.js';
import { managedUsers } from './world/users.js';
import type { World } from './world/world.js';

/** A file as a perfect scan records it. */
export interface TruthFile {
  readonly fileId: string;
  readonly name: string;
  readonly path: string;
  readonly ownerId: string;
  readonly ownerLogin: string;
  readonly size: number;
  readonly sha1: string;
  readonly extension: string;
  readonly access: 'private' | 'internal' | 'external' | 'public';
  readonly sharedLink: {
    readonly url: string;
    readonly access: string;
    readonly passwordProtected: boolean;
    readonly inheritedFrom: string | null;
  } | null;
  readonly hasCollaborations: boolean;
  readonly state: 'active';
  readonly createdAt: string;
  readonly modifiedAt: string;
}

/** Yields every active file of active managed users. `maxAccess` is the widest link access that the tenant allows. */
export function* truthFiles(world: World, ownerId?: string, maxAccess: LinkAccess = 'open'): Iterable<TruthFile> {
  const managed = new Map(managedUsers(world).map((user) => [user.id, user]));
  for (const file of activeItems(world, 'file')) {
    const owner = managed.get(file.ownerId);
    if (owner?.status !== 'active' || (ownerId !== undefined && ownerId !== owner.id)) continue;
    // From the file upwards, so that of equally open links the nearest wins.
    const chain = [file, ...ancestorsOf(world, file).reverse()];
    const carrier = mostOpenLink(chain, maxAccess);
    const collaborators = chain.flatMap(({ collaborations }) =>
      collaborations.filter(({ status }) => status === 'accepted').map(({ party }) => party),
    );
    const isExternal = collaborators.some(({ type, id }) => type === 'user' && !managed.has(id));
    yield {
      fileId: file.id,
      name: file.name,
      path: `/${[...chain]
        .reverse()
        .map(({ name }) => name)
        .join('/')}`,
      ownerId: file.ownerId,
      ownerLogin: owner.login,
      size: file.size,
      sha1: sha1Of(world.size.seed, file),
      extension: extension(file.name),
      access: exposure(carrier?.access ?? null, isExternal, collaborators.length > 0),
      sharedLink: carrier
        ? {
            url: carrier.link.url,
            access: carrier.access,
            passwordProtected: carrier.link.password !== null,
            inheritedFrom: carrier.id === file.id ? null : carrier.id,
          }
        : null,
      hasCollaborations: collaborators.length > 0,
      state: 'active',
      createdAt: new Date(file.createdAt).toISOString(),
      modifiedAt: new Date(file.modifiedAt).toISOString(),
    };
  }
}

/**
 * The minimum number of API calls of a full scan: a page per 1,000 items of each folder and root, and collaborations.
 */
export function minimumCalls(world: World): { folderPages: number; users: number; collaborations: number } {
  const pages = (count: number) => Math.max(Math.ceil(count / 1000), 1);
  const active = managedUsers(world).filter(({ status }) => status === 'active');
  let folderPages = 0;
  const childCount = countChildren(world);
  for (const { id } of active) folderPages += pages(childCount(id, '0') + itemsSharedWith(world, id).length);
  const owners = new Set(active.map(({ id }) => id));
  for (const { id, ownerId } of activeItems(world, 'folder')) {
    if (owners.has(ownerId)) folderPages += pages(childCount(ownerId, id));
  }
  let collaborations = 0;
  for (const { ownerId } of itemsWithCollaborations(world)) if (owners.has(ownerId)) collaborations += 1;
  return { folderPages, users: pages(managedUsers(world).length), collaborations };
}

/** A link, its access as limited by the tenant's policy, and the id of its item. */
interface Carrier {
  readonly id: string;
  readonly link: SimLink;
  readonly access: LinkAccess;
}

function mostOpenLink(chain: readonly SimItem[], maxAccess: LinkAccess): Carrier | null {
  let best: Carrier | null = null;
  for (const { id, link } of chain) {
    if (!link) continue;
    const carrier = { id, link, access: limitAccess(link.access, maxAccess) };
    if (!best || rank(carrier) > rank(best)) best = carrier;
  }
  return best;
}

function rank({ access, link }: Carrier): number {
  return access === 'open' ? (link.password === null ? 4 : 3) : access === 'company' ? 2 : 1;
}

function exposure(access: LinkAccess | null, isExternal: boolean, isShared: boolean): TruthFile['access'] {
  if (access === 'open') return 'public';
  if (isExternal) return 'external';
  return isShared || access === 'company' ? 'internal' : 'private';
}

function extension(name: string): string {
  const parts = name.split('.');
  return parts.length > 1 && name.lastIndexOf('.') > 0 ? (parts.at(-1) ?? '').toLowerCase() : '';
}
