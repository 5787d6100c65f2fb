/** A connection's coverage, in words. */
import type { Connection } from '../api/connections.js';
import { countOf } from '../format/numbers.js';
import type { Look } from './look.js';

type Coverage = NonNullable<Connection['coverage']>;
type Detail = NonNullable<Connection['coverageDetail']>;

/** How each coverage is shown. */
export const COVERAGE_LOOKS = {
  full: { label: 'Full', color: 'green' },
  limited: { label: 'Limited', color: 'orange' },
  own_files: { label: 'Own files', color: 'orange' },
} as const satisfies Readonly<Record<Coverage, Look>>;

/** What a connection scans, and what it misses now; null while that is not known. */
export function coverageSentence(connection: Pick<Connection, 'account' | 'coverageDetail'>): string | null {
  const { coverageDetail: detail } = connection;
  if (detail === null) return null;
  const missed = missedParts(detail);
  if (missed.length === 0) return baseSentence(detail, connection.account);
  return `${baseSentence(detail, connection.account)} Not scanned now: ${missed.join(', ')}.`;
}

/** Whether the connection scans other users than its account, so that users can be counted. */
export const scansOthers = ({ coverageDetail }: Pick<Connection, 'coverageDetail'>): boolean =>
  coverageDetail !== null && coverageDetail.base !== 'own_files';

function baseSentence(detail: Detail, account: Connection['account']): string {
  switch (detail.base) {
    case 'full':
      return missedParts(detail).length === 0
        ? 'The files of all managed users are scanned.'
        : 'The account can scan the files of all managed users.';
    case 'limited':
      return 'Connected as a Co-Admin: the files of the Admin and of other Co-Admins are skipped.';
    case 'own_files':
      return account?.role === 'user'
        ? 'Connected as a plain user: only files that this account owns are scanned. Box provides no events for it, so changes are found by the next scan.'
        : 'The account may not list users: only files that it owns are scanned.';
  }
}

/** What is missed, beside what the account does not allow. */
function missedParts(detail: Detail): string[] {
  const { base, skippedUsers, parkedFolders, parkedItems, unreadableEntries, endlessListings } = detail;
  const parts = [
    base !== 'own_files' && skippedUsers > 0 && countOf(skippedUsers, 'user'),
    detail.asUserRefusedSince !== null && 'other users than the account',
    detail.usersListingIncomplete && 'users that Box did not list',
    parkedFolders > 0 && countOf(parkedFolders, 'folder'),
    parkedItems > 0 && countOf(parkedItems, 'changed item'),
    unreadableEntries > 0 && countOf(unreadableEntries, 'unreadable entry', 'unreadable entries'),
    endlessListings > 0 && `the rest of ${countOf(endlessListings, 'folder')} whose listing does not end`,
  ];
  return parts.filter((part) => part !== false);
}
