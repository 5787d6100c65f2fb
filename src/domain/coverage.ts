import type { Coverage } from './connection.js';

/** What a scan could not see. Users and items that are tried again count until they have been scanned. */
export interface Unseen {
  /** Users whose files are not scanned: deactivated, hidden from the account, or refused by Box. */
  readonly skippedUsers: number;
  readonly parkedFolders: number;
  /** Changed files, folders and users that could not be rescanned. */
  readonly parkedItems: number;
}

/** Whether a scan has missed something that its account should see. */
export const isPartial = ({ skippedUsers, parkedFolders, parkedItems }: Unseen): boolean =>
  skippedUsers + parkedFolders + parkedItems > 0;

/**
 * Returns the coverage that a connection has: the one that its account allows, lowered to `limited` while the scan misses
 * users, folders or files. Null before a consent.
 */
export function effectiveCoverage(base: Coverage | null, unseen: Unseen): Coverage | null {
  return base === 'full' && isPartial(unseen) ? 'limited' : base;
}
