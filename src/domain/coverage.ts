import type { Coverage } from './connection.js';

/** What a scan knows of, but cannot see now. Users and items that are retried count until they have been scanned. */
export interface Unseen {
  /** Users whose files are not scanned: deactivated, hidden from the account, or refused by Box. */
  readonly skippedUsers: number;
  readonly parkedFolders: number;
  /** Changed files, folders and users that could not be rescanned. */
  readonly parkedItems: number;
  /** Entries of folders that could not be read. */
  readonly unreadableEntries: number;
  /** Folders whose listing at Box does not end. */
  readonly endlessListings: number;
  readonly usersListingIncomplete: boolean;
  /** Since when Box lets the account act as nobody; null if it does. */
  readonly asUserRefusedSince: Date | null;
}

/** Whether a scan misses something that its account should see. */
export const isPartial = (unseen: Unseen): boolean =>
  unseen.usersListingIncomplete ||
  unseen.asUserRefusedSince !== null ||
  unseen.skippedUsers > 0 ||
  unseen.parkedFolders > 0 ||
  unseen.parkedItems > 0 ||
  unseen.unreadableEntries > 0 ||
  unseen.endlessListings > 0;

/**
 * Returns the coverage that a connection has: the one that its account allows, lowered to `limited` while the scan misses
 * users, folders or files. Null before a consent.
 */
export function effectiveCoverage(base: Coverage | null, unseen: Unseen): Coverage | null {
  return base === 'full' && isPartial(unseen) ? 'limited' : base;
}
