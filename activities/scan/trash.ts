import { setTimeout as delay } from 'node:timers/promises';
import { log } from '@temporalio/activity';
import { isBoxError } from '../../src/box/errors.js';
import { advance, NO_PROGRESS, type ListingProgress } from '../../src/domain/listing-guard.js';
import { missingFromTrash, trashKey, type MissingItem } from '../../src/domain/trash.js';
import { countScan } from '../../src/store/scan/counters.js';
import { markPurgedFiles } from '../../src/store/scan/scanned-files.js';
import { markPurgedFolders } from '../../src/store/scan/scanned-folders.js';
import { ownersOfTrash, trashOf } from '../../src/store/scan/trash.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ActivityDependencies } from '../dependencies.js';
import { openScan, type ScanContext } from './context.js';
import { writeToLiveScan } from './live-scan.js';

/** How many users' trash one generation lists, and for how long, in milliseconds. The next one continues with others. */
const MAX_OWNERS = 5_000;
const MAX_MS = 10 * 60_000;
/** How many recorded items of a user's trash are compared, and how many missing ones are confirmed one by one. */
const MAX_ITEMS = 20_000;
const MAX_CONFIRMED = 500;
/** How long after the first 404 an item is requested again, in milliseconds. */
const CONFIRM_PAUSE_MS = 2_000;

/**
 * Marks items in the trash as gone that Box has purged, which no event reports reliably. Lists the trash of each user who
 * has recorded items there: usually one call a user. An item is gone if it is missing from that listing and two requests
 * for it, with a pause between them, return 404. Problems of Box's are logged: the next generation checks again.
 */
export async function checkTrash(
  deps: ActivityDependencies,
  step: { readonly connectionId: string; readonly generation: number },
): Promise<void> {
  const owners = await ownersOfTrash(deps.db, step, MAX_OWNERS);
  if (owners.length === 0) return;
  const scan = await openScan(deps, step);
  try {
    await checkOwners(deps.db, scan, owners);
  } finally {
    await countScan(deps.db, step.connectionId, step.generation, { apiCalls: scan.takeCalls() });
  }
}

async function checkOwners(db: Db, scan: ScanContext, owners: readonly string[]): Promise<void> {
  const endsAt = Date.now() + MAX_MS;
  let left = MAX_CONFIRMED;
  const isAborted = (): boolean => scan.signal.aborted;
  for (const ownerId of owners) {
    if (Date.now() > endsAt || left <= 0 || isAborted()) return;
    try {
      left -= await checkTrashOf(db, scan, ownerId, left);
    } catch (error) {
      if (!isBoxError(error) || isAborted()) throw error;
      log.warn('The trash of a user could not be checked', { ownerId, problem: error.problem.code });
      if (!isBoxError(error, 'BoxForbidden', 'BoxNotFound', 'BoxRejected')) return;
    }
  }
}

/** Checks the trash of one user; returns how many items were requested one by one. */
async function checkTrashOf(db: Db, scan: ScanContext, ownerId: string, limit: number): Promise<number> {
  const { connectionId } = scan;
  const items = await trashOf(db, connectionId, ownerId, MAX_ITEMS);
  const observedAt = new Date();
  const listed = await listTrash(scan, ownerId);
  if (!listed) return 0;
  const suspects = missingFromTrash(items, listed).slice(0, limit);
  const purged = await confirmTwice(scan, ownerId, suspects);
  const gone = purged.flatMap(({ top, below }) => [top, ...below]);
  const idsOf = (type: 'file' | 'folder') => gone.flatMap(({ itemType, itemId }) => (itemType === type ? itemId : []));
  if (gone.length > 0) {
    await writeToLiveScan(db, connectionId, async (trx) => {
      await markPurgedFolders(trx, connectionId, idsOf('folder'), observedAt);
      await markPurgedFiles(trx, connectionId, idsOf('file'), observedAt);
    });
  }
  return suspects.length;
}

/** The keys of all items in a user's trash; null if the listing has no end, or has entries that cannot be read. */
async function listTrash(scan: ScanContext, ownerId: string): Promise<Set<string> | null> {
  const keys = new Set<string>();
  let marker: string | null = null;
  let progress: ListingProgress | null = NO_PROGRESS;
  do {
    const page = await scan.client.trash({ marker }, { asUser: ownerId, purpose: 'listing', signal: scan.signal });
    if (page.unreadable.length > 0) return null;
    for (const { type, id } of page.entries) keys.add(trashKey({ itemType: type, itemId: id }));
    progress = advance(progress, { ...page, ids: page.entries.map(({ id }) => id) });
    if (!progress) return null;
    marker = page.nextMarker;
  } while (marker !== null);
  return keys;
}

/** The suspects that Box twice says it does not have. */
async function confirmTwice(
  scan: ScanContext,
  ownerId: string,
  suspects: readonly MissingItem[],
): Promise<MissingItem[]> {
  const once = await filterAsync(suspects, ({ top }) => isNotFound(scan, ownerId, top));
  if (once.length === 0) return [];
  await delay(CONFIRM_PAUSE_MS, undefined, { signal: scan.signal });
  return filterAsync(once, ({ top }) => isNotFound(scan, ownerId, top));
}

/** Whether Box has no such item. An item in the trash is found, or reported as `trashed`. */
async function isNotFound(scan: ScanContext, ownerId: string, { itemType, itemId }: MissingItem['top']) {
  try {
    await scan.client[itemType](itemId, { asUser: ownerId, purpose: 'listing', signal: scan.signal });
    return false;
  } catch (error) {
    if (isBoxError(error, 'BoxNotFound')) return error.code !== 'trashed';
    throw error;
  }
}

/** One after the other: these calls are never urgent. */
async function filterAsync<T>(items: readonly T[], keep: (item: T) => Promise<boolean>): Promise<T[]> {
  const kept: T[] = [];
  for (const item of items) if (await keep(item)) kept.push(item);
  return kept;
}
