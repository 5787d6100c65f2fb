import type { BoxUser } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import type { Problem } from '../../src/domain/problems.js';
import { upsertUsers } from '../../src/store/scan/box-users.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ScanContext, Tries } from './context.js';
import { toBoxUserRow } from './observe.js';

/**
 * Returns `ownerId` if Box lets us act as that user; null for a skipped or external user. A user who joined after the
 * last listing of users is read from Box and recorded. Throws `BoxError`, also for a user whom Box does not find, unless
 * this is the last try.
 */
export async function resolveOwner(
  db: Db,
  scan: ScanContext,
  ownerId: string,
  { isLastTry }: Tries,
): Promise<string | null> {
  if (scan.coverage === 'own_files') return ownerId === scan.account.id ? ownerId : null;
  const known = await scan.users.get(ownerId);
  if (known) return known.skippedReason === null ? ownerId : null;
  const user = await fetchManagedUser(scan, ownerId, { isLastTry });
  if (!user) return null;
  const row = toBoxUserRow(user);
  await upsertUsers(db, scan.connectionId, scan.generation, [row]);
  return row.skippedReason === null ? ownerId : null;
}

/**
 * Reads a managed user of the enterprise from Box; null for a user of another enterprise. Box does not find external and
 * deleted users. It also may not find a managed one for a moment, so that only the last try returns null for it, and only
 * if Box does not let us act as the user either; otherwise throws `BoxError`.
 */
export async function fetchManagedUser(
  scan: ScanContext,
  userId: string,
  { isLastTry }: Tries,
): Promise<BoxUser | null> {
  try {
    const user = await scan.client.user(userId, { purpose: 'express', signal: scan.signal });
    return user.enterprise?.id === scan.enterpriseId ? user : null;
  } catch (error) {
    if (!isLastTry || !isBoxError(error, 'BoxNotFound', 'BoxForbidden')) throw error;
    if ((await scan.calls.me()) !== 'works' || (await scan.calls.rootOf(userId)) !== 'refused') throw error;
    return null;
  }
}

/** Why a user's files are not scanned; null for an unknown user, and for one whose files are scanned. */
export async function skippedReasonOf(scan: ScanContext, userId: string | undefined): Promise<Problem | null> {
  return (userId === undefined ? undefined : await scan.users.get(userId))?.skippedReason ?? null;
}
