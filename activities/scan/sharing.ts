import type { BoxClient, BoxCollaboration } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import { listCollaborators } from '../../src/domain/collaborators.js';
import { collaboratorsOf, type OwnCollaborators } from '../../src/domain/exposure.js';

/** The most pages of collaborations read of one item: 20,000 collaborators. */
const MAX_PAGES = 20;
/** What an item without collaborations of its own lets in. */
export const NOBODY: OwnCollaborators = { internal: false, external: false };
/** Box says that there are some and not who: exposure may be overstated, never understated. */
const ANYBODY: OwnCollaborators = { internal: true, external: true, byName: { listed: [], truncated: true } };

/** What an item's own collaborations let in; asks Box only where Box said that there are any. */
export async function ownCollaborators(
  client: BoxClient,
  item: { readonly type: 'file' | 'folder'; readonly id: string; readonly hasCollaborations: boolean },
  how: {
    readonly asUser: string;
    readonly purpose: 'collaborations' | 'express';
    readonly signal: AbortSignal;
    readonly isManagedUser: (id: string, login: string | null) => boolean;
  },
): Promise<OwnCollaborators> {
  if (!item.hasCollaborations) return NOBODY;
  const collaborations: BoxCollaboration[] = [];
  let marker: string | null = null;
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const found = await client.collaborations(item, { marker }, how);
      collaborations.push(...found.entries);
      marker = found.nextMarker;
      if (marker === null) break;
    }
  } catch (error) {
    if (isBoxError(error, 'BoxForbidden')) return ANYBODY;
    throw error;
  }
  const byName = listCollaborators(collaborations, how.isManagedUser);
  return {
    ...collaboratorsOf(collaborations, how.isManagedUser),
    byName: marker === null ? byName : { ...byName, truncated: true },
  };
}
