import { isDeepStrictEqual } from 'node:util';
import type { BoxFile, BoxFolder, BoxItem, Page } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import {
  exposureOf,
  fileSharing,
  inheritSharing,
  NO_SHARING,
  type OwnCollaborators,
  type Sharing,
} from '../../src/domain/exposure.js';
import { extensionOf } from '../../src/domain/file.js';
import { problem } from '../../src/domain/problems.js';
import { skipUser } from '../../src/store/scan/box-users.js';
import { removeUserFromFrontier, type Claim } from '../../src/store/scan/frontier.js';
import { markSubtree } from '../../src/store/scan/removals.js';
import { findScannedFiles, type ScannedFile } from '../../src/store/scan/scanned-files.js';
import { recordPage } from '../../src/store/scan/record-page.js';
import type { ObservedFile, ObservedFolder } from '../../src/store/scan/observation.js';
import type { Claims } from './claims.js';
import type { ScanContext } from './context.js';
import { NOBODY, ownCollaborators } from './sharing.js';
import type { Db } from '../../src/store/sql/postgres.js';

/** How long a folder waits that we could not deal with for an unknown reason, in milliseconds. */
const FAULT_WAIT_MS = 60_000;
/** Box's root folder, of every user. */
const ROOT = '0';

/** Lists a claimed folder page by page until its end or the slice's; answers how many pages were recorded. */
export async function listFolder(
  db: Db,
  scan: ScanContext,
  claim: Claim,
  slice: { readonly leaseId: string; readonly isOver: () => boolean; readonly claims: Claims },
): Promise<number> {
  let pages = 0;
  try {
    const folder = await folderBeingListed(scan, claim);
    let { marker } = claim;
    do {
      const observedAt = new Date();
      const page = await scan.client.folderItems(
        claim.folderId,
        { marker, limit: 1000 },
        { asUser: claim.userId, purpose: 'listing', signal: scan.signal },
      );
      const contents = await contentsOf(db, scan, claim, folder, { ...page, isOver: slice.isOver });
      const held = await recordPage(db, {
        ...contents,
        connectionId: scan.connectionId,
        generation: scan.generation,
        leaseId: slice.leaseId,
        claim,
        sharing: folder.collaborators && { own: folder.collaborators, inForce: folder.sharing },
        nextMarker: page.nextMarker,
        apiCalls: scan.takeCalls(),
        observedAt,
      });
      if (held) pages += 1;
      // Lost, or of a generation that has been overtaken: whoever holds it now lists it from where it stands.
      if (!held || !contents.isWhole) {
        await slice.claims.giveBack(claim);
        return pages;
      }
      marker = page.nextMarker;
    } while (marker !== null && !slice.isOver());
    if (marker !== null) await slice.claims.giveBack(claim);
  } catch (error) {
    const isMarkerOld = claim.marker !== null && pages === 0 && isBoxError(error, 'BoxRejected');
    // Box does not keep markers for ever: after a long rest the folder is listed from its beginning.
    if (isMarkerOld) await slice.claims.startAnew(claim);
    else await settleFailure(db, scan, claim, slice.claims, error);
  }
  return pages;
}

/** What a listing passes on to what it finds. */
interface ListedFolder {
  readonly path: string;
  readonly ancestorIds: readonly string[];
  readonly sharing: Sharing;
  /** Null for a root, which can have none. */
  readonly collaborators: OwnCollaborators | null;
}

async function folderBeingListed(scan: ScanContext, claim: Claim): Promise<ListedFolder> {
  const { folder, folderId } = claim;
  if (!folder) return { path: '', ancestorIds: [], sharing: NO_SHARING, collaborators: null };
  const collaborators =
    folder.ownCollaborators ??
    (await ownCollaborators(
      scan.client,
      { type: 'folder', id: folderId, hasCollaborations: folder.hasCollaborations },
      { ...scan, asUser: claim.userId, purpose: 'collaborations' },
    ));
  const own = { id: folderId, link: folder.ownLink, collaborators };
  return {
    path: folder.path,
    ancestorIds: [...folder.ancestorIds, folderId],
    sharing: inheritSharing(claim.parentSharing ?? NO_SHARING, own),
    collaborators,
  };
}

/**
 * The files and folders of a page that belong to the user being scanned; those of others are found at their owners. Once
 * the slice is over nothing more is asked for: the page is not whole then, and what is left of it is looked at next time.
 */
async function contentsOf(
  db: Db,
  scan: ScanContext,
  claim: Claim,
  folder: ListedFolder,
  page: Page<BoxItem> & { readonly isOver: () => boolean },
): Promise<{ files: ObservedFile[]; folders: ObservedFolder[]; isWhole: boolean }> {
  const owned = page.entries.filter((item) => item.type !== 'web_link' && item.ownerId === claim.userId);
  const folders = owned
    .filter((item) => item.type === 'folder')
    .map((item) => observedFolder(item, folder, claim.folderId));
  const files = owned.filter((item) => item.type === 'file');
  const recorded = await findScannedFiles(db, scan, idsOf(files));
  const observed: ObservedFile[] = [];
  let [asked, left] = [0, 0];
  for (const file of files) {
    const known = recorded.get(file.id);
    let collaborators = knownCollaborators(file, known);
    if (!collaborators && asked > 0 && page.isOver()) {
      left += 1;
      continue;
    }
    if (!collaborators) {
      asked += 1;
      collaborators = await collaboratorsUnlessGone(scan, claim, file);
      if (!collaborators) continue;
    }
    const found = observedFile(file, folder, claim.folderId, collaborators, true);
    // A file that came through the express lane is not scanned a second time.
    if (claim.lane === 1 && known && isAsRecorded(found, known)) continue;
    observed.push(found);
  }
  return { files: observed, folders, isWhole: left === 0 };
}

/** What needs no call: a file without collaborations, or one that this generation has recorded and that is the same. */
function knownCollaborators(file: BoxFile, recorded: ScannedFile | undefined): OwnCollaborators | null {
  if (!file.hasCollaborations) return NOBODY;
  if (!recorded || recorded.etag !== file.etag) return null;
  const { internal, external } = recorded.ownCollaborators;
  return internal || external ? recorded.ownCollaborators : null;
}

function isAsRecorded(found: ObservedFile, recorded: ScannedFile): boolean {
  return (
    found.etag === recorded.etag &&
    found.path === recorded.path &&
    found.access === recorded.access &&
    found.hasCollaborations === recorded.hasCollaborations &&
    isDeepStrictEqual(found.sharedLink, recorded.sharedLink)
  );
}

/** Null for a file that was removed since it was listed: it is no longer here to be recorded, its folder is. */
async function collaboratorsUnlessGone(
  scan: ScanContext,
  claim: Claim,
  file: BoxFile,
): Promise<OwnCollaborators | null> {
  try {
    return await ownCollaborators(scan.client, file, { ...scan, asUser: claim.userId, purpose: 'collaborations' });
  } catch (error) {
    if (isBoxError(error, 'BoxNotFound')) return null;
    throw error;
  }
}

const idsOf = (items: readonly { readonly id: string }[]): string[] => items.map(({ id }) => id);

function observedFolder(item: BoxFolder, parent: ListedFolder, parentId: string): ObservedFolder {
  return {
    folderId: item.id,
    ownerId: item.ownerId,
    parentId,
    name: item.name,
    path: `${parent.path}/${item.name}`,
    ancestorIds: parent.ancestorIds,
    hasCollaborations: item.hasCollaborations,
    ownLink: item.link,
    // Asked for when the folder itself is listed: once, where they are attached.
    ownCollaborators: item.hasCollaborations ? null : NOBODY,
    sharing: null,
  };
}

/** A file as it is recorded, with the exposure that it has from its surroundings and of its own. */
export function observedFile(
  file: BoxFile,
  parent: { readonly path: string; readonly sharing: Sharing },
  folderId: string,
  collaborators: OwnCollaborators,
  ownerIsManaged: boolean,
): ObservedFile {
  const sharing = fileSharing(parent.sharing, { link: file.link, collaborators });
  return {
    fileId: file.id,
    folderId,
    name: file.name,
    path: `${parent.path}/${file.name}`,
    ownerId: file.ownerId,
    ownerLogin: file.ownerLogin,
    size: file.size,
    sha1: file.sha1,
    extension: extensionOf(file.name),
    etag: file.etag,
    access: exposureOf(sharing, ownerIsManaged),
    sharedLink: sharing.link,
    hasCollaborations: sharing.internalCollaborators || sharing.externalCollaborators,
    ownCollaborators: collaborators,
    createdAt: file.createdAt,
    modifiedAt: file.modifiedAt,
  };
}

/** One folder's failure never stops the rest; only what concerns the whole connection ends the slice. */
async function settleFailure(db: Db, scan: ScanContext, claim: Claim, claims: Claims, error: unknown): Promise<void> {
  const { connectionId } = scan;
  if (isBoxError(error, 'BoxRateLimited')) return claims.giveBack(claim, error.retryAfterMs ?? 5_000);
  if (isBoxError(error, 'BoxUnavailable', 'BoxNotReady')) return claims.fail(claim, error);
  if (isBoxError(error, 'BoxForbidden', 'BoxNotFound') && claim.folderId === ROOT) {
    const user = scan.users.get(claim.userId);
    const isAdmin = user !== undefined && user.role !== 'user';
    const code = scan.coverage === 'limited' && isAdmin ? 'coadmin_limited' : 'user_not_impersonable';
    await skipUser(db, connectionId, claim.userId, problem(code, { login: user?.login ?? claim.userId }));
    return removeUserFromFrontier(db, connectionId, claim.userId);
  }
  if (isBoxError(error, 'BoxNotFound')) {
    // One that has changed hands since it was claimed is still there: for its new owner to list.
    if (claim.folder?.ownerId !== claim.userId) return claims.drop(claim);
    return markSubtree(db, claim.folderId, 'gone', { connectionId, observedAt: new Date(), reason: 'bulk' });
  }
  if (isBoxError(error, 'BoxForbidden', 'BoxRejected')) return claims.park(claim, error.problem);
  const isNoFaultOfIts = scan.signal.aborted || isBoxError(error, 'BoxUnauthorized');
  // What we do not understand must not hold up the folders behind it.
  await claims.giveBack(claim, isNoFaultOfIts ? undefined : FAULT_WAIT_MS);
  throw error;
}
