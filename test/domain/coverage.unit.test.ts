import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COVERAGES } from '../../src/domain/connection.js';
import { effectiveCoverage, type Unseen } from '../../src/domain/coverage.js';

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

  it('is never full while anything is missed, and never wider than that of the account', () => {
    fc.assert(
      fc.property(fc.constantFrom(...COVERAGES), anyPart, (base, parts) => {
        expect(effectiveCoverage(base, { ...SEEN, ...parts })).toBe(base === 'full' ? 'limited' : base);
      }),
    );
  });
});
