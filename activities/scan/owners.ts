import { isBoxError } from '../../src/box/errors.js';
import { upsertUsers } from '../../src/store/scan/box-users.js';
import { toStored } from './generation.js';
import type { ScanContext } from './context.js';
import type { Db } from '../../src/store/sql/postgres.js';

/**
 * The owner of an item as somebody whom we can act as; null for one who is left out, or not of this enterprise. An
 * owner not met before is asked for: people join between two scans.
 */
export async function reachableOwner(db: Db, scan: ScanContext, owner: string): Promise<string | null> {
  if (scan.coverage === 'own_files') return owner === scan.account.id ? owner : null;
  const known = scan.users.get(owner);
  if (known) return known.skippedReason === null ? owner : null;
  const user = await managedUser(scan, owner);
  if (!user) return null;
  const stored = toStored(user);
  await upsertUsers(db, scan.connectionId, scan.generation, [stored]);
  return stored.skippedReason === null ? owner : null;
}

/** A user of this enterprise; null for anybody else. */
export async function managedUser(scan: ScanContext, userId: string) {
  try {
    const user = await scan.client.user(userId, { purpose: 'express', signal: scan.signal });
    return user.enterprise?.id === scan.enterpriseId ? user : null;
  } catch (error) {
    if (isBoxError(error, 'BoxNotFound', 'BoxForbidden')) return null;
    throw error;
  }
}
