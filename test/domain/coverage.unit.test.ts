import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACCOUNT_ROLES, COVERAGE_OF_ROLE, COVERAGES } from '../../src/domain/connection.js';
import { effectiveCoverage, isPartial, type Unseen } from '../../src/domain/coverage.js';

const SEEN: Unseen = {
  skippedUsers: 0,
  parkedFolders: 0,
  parkedItems: 0,
  unreadableEntries: 0,
  endlessListings: 0,
  usersListingIncomplete: false,
  asUserRefusedSince: null,
};
const some = fc.integer({ min: 1 });
const anyPart = fc
  .record<Partial<Unseen>>(
    {
      skippedUsers: some,
      parkedFolders: some,
      parkedItems: some,
      unreadableEntries: some,
      endlessListings: some,
      usersListingIncomplete: fc.constant(true),
      asUserRefusedSince: fc.date(),
    },
    { requiredKeys: [] },
  )
  .filter((parts) => Object.keys(parts).length > 0);

describe('coverage', () => {
  it('is that of the account while the scan misses nothing', () => {
    for (const base of [...COVERAGES, null]) expect(effectiveCoverage(base, SEEN)).toBe(base);
  });

  it.each<Partial<Unseen>>([
    { skippedUsers: 1 },
    { parkedFolders: 1 },
    { parkedItems: 1 },
    { unreadableEntries: 1 },
    { endlessListings: 1 },
    { usersListingIncomplete: true },
    { asUserRefusedSince: new Date(0) },
  ])('is limited, even if nothing else is missed, by %j', (part) => {
    expect(isPartial({ ...SEEN, ...part })).toBe(true);
    expect(effectiveCoverage('full', { ...SEEN, ...part })).toBe('limited');
  });

  it('narrows from role to role: all managed users, all but administrators, only the account’s own files', () => {
    expect(ACCOUNT_ROLES.map((role) => COVERAGE_OF_ROLE[role])).toEqual(COVERAGES);
  });

  it('is never full while anything is missed, and never wider than that of the account', () => {
    fc.assert(
      fc.property(fc.constantFrom(...COVERAGES), anyPart, (base, parts) => {
        expect(effectiveCoverage(base, { ...SEEN, ...parts })).toBe(base === 'full' ? 'limited' : base);
      }),
    );
  });
});
