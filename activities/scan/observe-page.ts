import { isDeepStrictEqual } from 'node:util';
import type { BoxFile, BoxItem } from '../../src/box/client.js';
import { BoxError, isBoxError, unavailable } from '../../src/box/errors.js';
import type { OwnCollaborators } from '../../src/domain/exposure.js';
import type { Problem } from '../../src/domain/problems.js';
import type { Claim } from '../../src/store/scan/frontier.js';
import type { ObservedFile, ObservedFolder } from '../../src/store/scan/observation.js';
import { collaboratorsOnRecord, type CollaboratorsOnRecord } from '../../src/store/scan/scanned-files.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ScanContext } from './context.js';
import type { Inheritance } from './inheritance.js';
import type { Memory } from './memories.js';
import { observeFile, observeListedFolder, type ParentContext } from './observe.js';
import {
  INHERITED_COLLABORATORS,
  NO_COLLABORATORS,
  ownCollaborators,
  READ_AS_NONE,
  UNREAD_COLLABORATORS,
} from './sharing.js';

/** A folder during its listing. */
export interface ListedFolder extends ParentContext {
  /** The folder's own collaborators; null for a root, which cannot have any. */
  readonly collaborators: OwnCollaborators | null;
}

/** The files and folders to record for one page. */
export interface ObservedPage {
  readonly files: readonly ObservedFile[];
  readonly folders: readonly ObservedFolder[];
  /** False if not all files were looked at: the page must be listed again. */
  readonly isWhole: boolean;
  /** Why some files could not be scanned; null if none failed. The folder must be listed again for them. */
  readonly failure: Problem | null;
  /** The failure that ended the page early; null if none did. */
  readonly stoppedBy: BoxError | null;
}

/** How many files in a row may fail before the page is given up: Box may be in trouble. */
const MAX_FAILURES_IN_A_ROW = 3;
/** The number of tries after which a file whose collaborators cannot be read is recorded with the widest exposure. */
const TRIES_BEFORE_HIDDEN = 2;

/**
 * Observes the files and folders of a page that the scanned user owns; items of other owners are recorded when those
 * users are scanned. Calls Box for each file with collaborations that is new or changed. At the end of the slice it
 * makes no further calls, but always at least one, so that every slice makes progress.
 *
 * A file that fails costs only itself: the others are recorded, and the next pass through the folder reads only the
 * collaborators that are missing.
 */
export async function observePage(
  db: Db,
  scan: ScanContext,
  claim: Claim,
  folder: ListedFolder,
  entries: readonly BoxItem[],
  slice: Memory & { readonly isOver: () => boolean },
): Promise<ObservedPage> {
  const owned = entries.filter((item) => item.type !== 'web_link' && item.ownerId === claim.userId);
  const folders = owned.filter((item) => item.type === 'folder').map((item) => observeListedFolder(item, folder));
  const listed = owned.filter((item) => item.type === 'file');
  const shared = listed.flatMap(({ id, hasCollaborations }) => (hasCollaborations ? id : []));
  const onRecord = await collaboratorsOnRecord(db, scan.connectionId, shared);
  const files: ObservedFile[] = [];
  const failsForGood = isPersistent(claim);
  let isWhole = true;
  const reads = { made: 0, succeeded: 0, failedInARow: 0 };
  let failed: BoxError | null = null;
  for (const file of listed) {
    let collaborators = knownCollaborators(scan, slice.inheritance, file, folder, onRecord.get(file.id));
    if (!collaborators || collaborators.unread) {
      if (reads.made > 0 && slice.isOver()) {
        // Files that failed before do not hold up the page: they keep the widest exposure, and the folder its problem.
        failed ??= collaborators ? unavailable() : null;
        isWhole &&= collaborators !== null;
        if (!collaborators) continue;
      } else {
        reads.made += 1;
        const fetched = await fetchCollaborators(scan, claim, file);
        if (fetched instanceof BoxError) {
          failed = fetched;
          reads.failedInARow += 1;
          const mustStop = failsForGood
            ? !(await slice.probe.works(scan))
            : reads.failedInARow >= MAX_FAILURES_IN_A_ROW;
          if (mustStop || concernsMore(fetched))
            return { files, folders, isWhole: false, failure: null, stoppedBy: fetched };
          if (!failsForGood) continue;
          collaborators = UNREAD_COLLABORATORS;
        } else {
          reads.failedInARow = 0;
          reads.succeeded += 1;
          collaborators = fetched;
          slice.probe.worked({ type: 'file', id: file.id, asUser: claim.userId });
          slice.inheritance.learn(folder.sharing, fetched);
        }
      }
    }
    files.push(observeFile(file, folder, collaborators, true));
  }
  // A slice that ends after failures only has made no progress: that counts against the folder.
  const stoppedBy = !isWhole && reads.succeeded === 0 ? failed : null;
  return { files, folders, isWhole, failure: failed?.problem ?? null, stoppedBy };
}

/** Whether a folder has failed more than once while Box was well: what fails in it must not hold up the rest. */
export const isPersistent = ({ isParked, passes, attempts }: Claim): boolean =>
  isParked || passes + attempts >= TRIES_BEFORE_HIDDEN;

/** Whether a failure concerns more than the file: the page waits. */
const concernsMore = (error: BoxError): boolean => isBoxError(error, 'BoxRateLimited', 'BoxUnauthorized');

/**
 * The collaborators of a file if they are known without a call: the file has none, or this generation has read them and
 * the file has not changed since, or the file inherits all that they could add. Null otherwise.
 */
function knownCollaborators(
  scan: ScanContext,
  inheritance: Inheritance,
  file: BoxFile,
  folder: ListedFolder,
  onRecord: CollaboratorsOnRecord | undefined,
): OwnCollaborators | null {
  if (!file.hasCollaborations) return NO_COLLABORATORS;
  const isRead = onRecord?.generation === scan.generation && onRecord.etag === file.etag;
  // Rows from before names were stored, and files without collaborations at that time, have none that were read.
  if (isRead && onRecord.ownCollaborators.byName) return onRecord.ownCollaborators;
  // Read by any scan as none, since when events would have reported some.
  const isKnownEmpty = scan.followsEvents && isDeepStrictEqual(onRecord?.ownCollaborators.byName, READ_AS_NONE.byName);
  if (!inheritance.mayInherit(folder.sharing, isKnownEmpty)) return null;
  return isKnownEmpty ? READ_AS_NONE : INHERITED_COLLABORATORS;
}

/** Reads a file's collaborators; returns the failure of Box. */
async function fetchCollaborators(
  scan: ScanContext,
  claim: Claim,
  file: BoxFile,
): Promise<OwnCollaborators | BoxError> {
  try {
    return await ownCollaborators(scan, file, { asUser: claim.userId, purpose: 'collaborations' });
  } catch (error) {
    if (isBoxError(error)) return error;
    throw error;
  }
}
