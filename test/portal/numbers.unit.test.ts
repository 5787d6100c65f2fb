import { describe, expect, it } from 'vitest';
import type { Connection } from '../../portal/src/api/connections.js';
import { shortCount } from '../../portal/src/format/numbers.js';
import { attentionItems } from '../../portal/src/words/attention.js';
import { statusSentence } from '../../portal/src/words/connection-status.js';
import { coverageSentence, scansOthers } from '../../portal/src/words/coverage.js';
import { scannedInScan, scannedSoFar } from '../../portal/src/words/scan-states.js';
import { CONNECTED } from './support/connection.js';

const rescan = (state: Connection['scan']['state'], found: number): Connection => ({
  ...CONNECTED,
  scan: { ...CONNECTED.scan, state, generation: 3, files: { found, scanned: found } },
});
const DETAIL = CONNECTED.coverageDetail!;
const sentence = (detail: Partial<typeof DETAIL>, role = 'admin') =>
  coverageSentence({
    account: { ...CONNECTED.account!, role },
    coverageDetail: { ...DETAIL, ...detail },
  });

describe('the number of files', () => {
  it('is exact below ten thousand', () => {
    expect([shortCount(4_999), shortCount(9_999), shortCount(12_340)]).toEqual(['4,999', '9,999', '12.3K']);
  });

  it('is the number that is known, and that of the scan says that it is its progress', () => {
    expect(statusSentence(rescan('running', 127))).toContain(
      'Scan 3 is running: 127 of about 4,999 files scanned so far.',
    );
    expect(statusSentence(rescan('idle', 127))).toContain('4,999 files known');
    expect(scannedInScan(rescan('paused', 127))).toBe('127 of about 4,999');
    expect(scannedInScan(rescan('idle', 4_990))).toBe('4,990');
    // In a first scan, and if there are more files than before, the number to come is not known.
    expect(scannedSoFar(CONNECTED)).toBe('1 file found so far');
    expect(scannedInScan(rescan('running', 6_000))).toBe('6,000');
  });

  it('is said not to count twice', () => {
    const twice = { ...CONNECTED, countedIn: { id: 'x', name: 'Acme Europe' } };
    expect(attentionItems(twice).map(({ message }) => message)).toContain(
      'Same enterprise as Acme Europe: what both have is counted there, not twice.',
    );
    expect(attentionItems(CONNECTED).some(({ message }) => message.includes('Same enterprise'))).toBe(false);
  });
});

describe('coverage', () => {
  it('is everything only if nothing is missed', () => {
    expect(sentence({})).toBe('The files of all managed users are scanned.');
    expect(sentence({ skippedUsers: 2, parkedFolders: 1 })).toBe(
      'The account can scan the files of all managed users. Not scanned now: 2 users, 1 folder.',
    );
    const parts: Partial<typeof DETAIL>[] = [
      { parkedItems: 1 },
      { unreadableEntries: 1 },
      { endlessListings: 1 },
      { usersListingIncomplete: true },
      { asUserRefusedSince: '2026-11-27T10:00:00.000Z' },
    ];
    for (const part of parts) expect(sentence(part)).toContain('Not scanned now: ');
  });

  it('of a plain user does not speak of users that are skipped: none is known', () => {
    expect(sentence({ base: 'own_files' }, 'user')).toMatch(/^Connected as a plain user: only files/);
    expect(scansOthers({ coverageDetail: { ...DETAIL, base: 'own_files' } })).toBe(false);
    expect(sentence({ base: 'own_files' })).toMatch(/^The account may not list users/);
    expect(sentence({ base: 'limited', skippedUsers: 3 }, 'coadmin')).toMatch(/^Connected as a Co-Admin.*3 users\.$/);
  });
});
