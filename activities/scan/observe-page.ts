import { isDeepStrictEqual } from 'node:util';
import type { BoxFile, BoxItem } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import type { OwnCollaborators } from '../../src/domain/exposure.js';
import type { Claim } from '../../src/store/scan/frontier.js';
import type { ObservedFile, ObservedFolder } from '../../src/store/scan/observation.js';
import { findScannedFiles, type ScannedFile } from '../../src/store/scan/scanned-files.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ScanContext } from './context.js';
import { observeFile, observeListedFolder, type ParentContext } from './observe.js';
import { NO_COLLABORATORS, ownCollaborators } from './sharing.js';

/** A folder during its listing. */
export interface ListedFolder extends ParentContext {
  /** The folder's own collaborators; null for a root, which cannot have any. */
  readonly collaborators: OwnCollaborators | null;
}

/** The files and folders to record for one page. */
export interface ObservedPage {
  readonly files: readonly ObservedFile[];
  readonly folders: readonly ObservedFolder[];
  /** False if the slice ended before all files were observed: the page must be listed again. */
  readonly isWhole: boolean;
}

/**
 * Observes the files and folders of a page that the scanned user owns; items of other owners are recorded when those
 * users are scanned. Calls Box for each file with collaborations that is new or changed. At the end of the slice it
 * makes no further calls, but always at least one, so that every slice makes progress.
 */
export async function observePage(
  db: Db,
  scan: ScanContext,
  claim: Claim,
  folder: ListedFolder,
  entries: readonly BoxItem[],
  isSliceOver: () => boolean,
): Promise<ObservedPage> {
  const owned = entries.filter((item) => item.type !== 'web_link' && item.ownerId === claim.userId);
  const folders = owned.filter((item) => item.type === 'folder').map((item) => observeListedFolder(item, folder));
  const listed = owned.filter((item) => item.type === 'file');
  const fileIds = listed.map(({ id }) => id);
  const recorded = await findScannedFiles(db, scan, fileIds);
  const files: ObservedFile[] = [];
  let isWhole = true;
  let filesRead = 0;
  for (const file of listed) {
    const known = recorded.get(file.id);
    let collaborators = knownCollaborators(file, known);
    if (!collaborators) {
      if (filesRead > 0 && isSliceOver()) {
        isWhole = false;
        continue;
      }
      filesRead += 1;
      collaborators = await fetchCollaborators(scan, claim, file);
      if (!collaborators) continue;
    }
    const observed = observeFile(file, folder, collaborators, true);
    // The express lane may have scanned the file in this generation; the bulk does not scan it again.
    if (claim.lane === 1 && known && isUnchanged(observed, known)) continue;
    files.push(observed);
  }
  return { files, folders, isWhole };
}

/**
 * The collaborators of a file if they are known without a call: the file has none, or this generation has recorded it
 * and it has not changed since. Null otherwise.
 */
function knownCollaborators(file: BoxFile, recorded: ScannedFile | undefined): OwnCollaborators | null {
  if (!file.hasCollaborations) return NO_COLLABORATORS;
  if (!recorded || recorded.etag !== file.etag) return null;
  const { internal, external } = recorded.ownCollaborators;
  return internal || external ? recorded.ownCollaborators : null;
}

/** Null if the file was removed after it was listed. */
async function fetchCollaborators(scan: ScanContext, claim: Claim, file: BoxFile): Promise<OwnCollaborators | null> {
  try {
    return await ownCollaborators(scan, file, { asUser: claim.userId, purpose: 'collaborations' });
  } catch (error) {
    if (isBoxError(error, 'BoxNotFound')) return null;
    throw error;
  }
}

function isUnchanged(observed: ObservedFile, recorded: ScannedFile): boolean {
  return (
    observed.etag === recorded.etag &&
    observed.path === recorded.path &&
    observed.access === recorded.access &&
    observed.hasCollaborations === recorded.hasCollaborations &&
    isDeepStrictEqual(observed.sharedLink, recorded.sharedLink)
  );
}
