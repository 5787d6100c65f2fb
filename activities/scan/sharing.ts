import type { BoxCollaboration } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import { listCollaborators } from '../../src/domain/collaborators.js';
import { collaboratorsOf, type OwnCollaborators } from '../../src/domain/exposure.js';
import type { ScanContext } from './context.js';

/** The most pages of collaborations that are read for one item: 20,000 collaborators. */
const MAX_PAGES = 20;
/** The collaborators of an item without collaborations of its own. */
export const NO_COLLABORATORS: OwnCollaborators = { internal: false, external: false };
/** The collaborators of an item whose collaborations Box does not show: its exposure may be overstated, never understated. */
const HIDDEN_COLLABORATORS: OwnCollaborators = {
  internal: true,
  external: true,
  byName: { listed: [], truncated: true },
};

/** Reads an item's own collaborators. Calls Box only if Box reported that the item has collaborations. */
export async function ownCollaborators(
  scan: ScanContext,
  item: { readonly type: 'file' | 'folder'; readonly id: string; readonly hasCollaborations: boolean },
  call: { readonly asUser: string; readonly purpose: 'collaborations' | 'express' },
): Promise<OwnCollaborators> {
  if (!item.hasCollaborations) return NO_COLLABORATORS;
  const collaborations: BoxCollaboration[] = [];
  let marker: string | null = null;
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const read = await scan.client.collaborations(item, { marker }, { ...call, signal: scan.signal });
      collaborations.push(...read.entries);
      marker = read.nextMarker;
      if (marker === null) break;
    }
  } catch (error) {
    if (isBoxError(error, 'BoxForbidden')) return HIDDEN_COLLABORATORS;
    throw error;
  }
  const isManagedUser = await managedUsersAmong(scan, collaborations);
  const byName = listCollaborators(collaborations, isManagedUser);
  return {
    ...collaboratorsOf(collaborations, isManagedUser),
    byName: marker === null ? byName : { ...byName, truncated: true },
  };
}

/** Looks up the users of these collaborations; returns whether one of them is a managed user of the enterprise. */
async function managedUsersAmong(
  { users, coverage, account }: ScanContext,
  collaborations: readonly BoxCollaboration[],
): Promise<(id: string, login: string | null) => boolean> {
  const ids = collaborations.flatMap(({ accessibleBy: by }) => (by?.type === 'user' ? [by.id] : []));
  const managed = await users.find(ids);
  // A plain user cannot list the enterprise's users: those with an address of the same domain count as managed.
  return (id, login) => managed.has(id) || (coverage === 'own_files' && hasSameDomain(login, account.login));
}

function hasSameDomain(a: string | null, b: string): boolean {
  return a !== null && domainOf(a) === domainOf(b);
}

const domainOf = (login: string): string => login.slice(login.lastIndexOf('@') + 1).toLowerCase();
