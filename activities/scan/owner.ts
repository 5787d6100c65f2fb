import type { BoxUser } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import type { Problem } from '../../src/domain/problems.js';
import { upsertUsers } from '../../src/store/scan/box-users.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ScanContext } from './context.js';
import { toBoxUserRow } from './observe.js';

/**
 * Returns `ownerId` if Box lets us act as that user; null for a skipped or external user. A user who joined after the
 * last listing of users is read from Box and recorded.
 */
export async function resolveOwner(db: Db, scan: ScanContext, ownerId: string): Promise<string | null> {
  if (scan.coverage === 'own_files') return ownerId === scan.account.id ? ownerId : null;
  const known = await scan.users.get(ownerId);
  if (known) return known.skippedReason === null ? ownerId : null;
  const user = await fetchManagedUser(scan, ownerId);
  if (!user) return null;
  const row = toBoxUserRow(user);
  await upsertUsers(db, scan.connectionId, scan.generation, [row]);
  return row.skippedReason === null ? ownerId : null;
}

/** Reads a managed user of the enterprise from Box; null for an external or deleted user. */
export async function fetchManagedUser(scan: ScanContext, userId: string): Promise<BoxUser | null> {
  try {
    const user = await scan.client.user(userId, { purpose: 'express', signal: scan.signal });
    return user.enterprise?.id === scan.enterpriseId ? user : null;
  } catch (error) {
    if (isBoxError(error, 'BoxNotFound', 'BoxForbidden')) return null;
    throw error;
  }
}

/** Why a user's files are not scanned; null for an unknown user, and for one whose files are scanned. */
export async function skippedReasonOf(scan: ScanContext, userId: string | undefined): Promise<Problem | null> {
  return (userId === undefined ? undefined : await scan.users.get(userId))?.skippedReason ?? null;
}
