import { setTimeout } from 'node:timers/promises';
import type { BoxCollaboration, Page } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import { listCollaborators } from '../../src/domain/collaborators.js';
import { collaboratorsOf, type OwnCollaborators } from '../../src/domain/exposure.js';
import { advance, NO_PROGRESS, type ListingProgress } from '../../src/domain/listing-guard.js';
import type { ScanContext } from './context.js';

/** The most pages of collaborations that are read for one item: 20,000 collaborators. */
const MAX_PAGES = 20;
/** The collaborators of an item without collaborations of its own. */
export const NO_COLLABORATORS: OwnCollaborators = { internal: false, external: false };
/** The collaborators of an item whose collaborations Box does not show: its exposure may be overstated, never understated. */
export const HIDDEN_COLLABORATORS: OwnCollaborators = {
  internal: true,
  external: true,
  byName: { listed: [], truncated: true },
};
/** The collaborators of an item for which Box was not asked: what it inherits gives the same access (inheritance.ts). */
export const INHERITED_COLLABORATORS: OwnCollaborators = {
  internal: false,
  external: false,
  byName: { listed: [], truncated: true },
};

/** The collaborators of an item whose list of collaborations was read and is empty. */
export const READ_AS_NONE: OwnCollaborators = {
  internal: false,
  external: false,
  byName: { listed: [], truncated: false },
};
/** The collaborators of an item for which Box’s answers failed again and again; they are read again later. */
export const UNREAD_COLLABORATORS: OwnCollaborators = { ...HIDDEN_COLLABORATORS, unread: true };

/** Reads an item's own collaborators. Calls Box only if Box reported that the item has collaborations. */
export async function ownCollaborators(
  scan: ScanContext,
  item: { readonly type: 'file' | 'folder'; readonly id: string; readonly hasCollaborations: boolean },
  call: { readonly asUser: string; readonly purpose: 'collaborations' | 'express' },
): Promise<OwnCollaborators> {
  if (!item.hasCollaborations) return NO_COLLABORATORS;
  const read = await readCollaborations(scan, item, call);
  if (!read) return HIDDEN_COLLABORATORS;
  const { collaborations, isComplete } = read;
  const isManagedUser = await managedUsersAmong(scan, collaborations);
  const byName = listCollaborators(collaborations, isManagedUser);
  const own = collaboratorsOf(collaborations, isManagedUser);
  // Who is on the pages that were not read is unknown: exposure is overstated then, never understated.
  return isComplete ? { ...own, byName } : { internal: true, external: true, byName: { ...byName, truncated: true } };
}

type Item = { readonly type: 'file' | 'folder'; readonly id: string };
type Call = { readonly asUser: string; readonly purpose: 'collaborations' | 'express' };

/** How long Box's first refusal waits before the collaborations are asked for again, in milliseconds. */
const ASK_AGAIN_MS = 500;

/** Reads all collaborations of an item; null if Box does not show them, although it shows the user's other items. */
async function readCollaborations(scan: ScanContext, item: Item, call: Call) {
  try {
    return await readReadable(scan, item, call);
  } catch (error) {
    if (!isBoxError(error, 'BoxForbidden')) throw error;
  }
  await setTimeout(ASK_AGAIN_MS, undefined, { signal: scan.signal });
  try {
    return await readReadable(scan, item, call);
  } catch (error) {
    if (!isBoxError(error, 'BoxForbidden')) throw error;
    // As an external owner nothing works; as a managed one, the user's root must, or the refusal concerns more than the item.
    const isManaged = call.asUser === scan.account.id || (await scan.users.get(call.asUser)) !== undefined;
    if (isManaged && (await scan.calls.rootOf(call.asUser)) !== 'works') throw error;
    return null;
  }
}

/** How often collaborations are read until all entries can be read. */
const READABLE_TRIES = 3;

/** Reads all collaborations. Entries that cannot be read count as external, so one response does not decide that. */
async function readReadable(scan: ScanContext, item: Item, call: Call): Promise<ReadCollaborations> {
  for (let tries = 1; ; tries += 1) {
    const read = await readPages(scan, item, call);
    if (read.unreadable === 0 || tries >= READABLE_TRIES) return read;
    await setTimeout(ASK_AGAIN_MS, undefined, { signal: scan.signal });
  }
}

interface ReadCollaborations {
  readonly collaborations: readonly BoxCollaboration[];
  readonly isComplete: boolean;
  readonly unreadable: number;
}

async function readPages(scan: ScanContext, item: Item, call: Call): Promise<ReadCollaborations> {
  const collaborations: BoxCollaboration[] = [];
  let unreadable = 0;
  let marker: string | null = null;
  let progress: ListingProgress | null = NO_PROGRESS;
  for (let pages = 0; pages < MAX_PAGES && progress; pages += 1) {
    const page: Page<BoxCollaboration> = await scan.client.collaborations(
      item,
      { marker },
      { ...call, signal: scan.signal },
    );
    collaborations.push(...page.entries);
    unreadable += page.unreadable.length;
    marker = page.nextMarker;
    if (marker === null) return { collaborations, isComplete: true, unreadable };
    // Collaborations have no ids here: only a marker that comes again, or pages without entries, show that it is endless.
    progress = advance(progress, { ids: [], received: page.received, nextMarker: marker });
  }
  return { collaborations, isComplete: false, unreadable };
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
