import { describe, expect, it } from 'vitest';
import { activeItems } from '../../../simulator/enterprise/world/items.js';
import { createState } from '../../../simulator/start.js';

const foldersOf = (filesPerFolder?: number): number => {
  const size = { users: 4, files: 6_000, seed: 3, now: Date.UTC(2026, 5, 1) };
  const { world } = createState({ ...size, ...(filesPerFolder === undefined ? {} : { filesPerFolder }) });
  return [...activeItems(world, 'folder')].filter(({ id }) => id !== '0').length;
};

describe('the number of files in a folder', () => {
  it('is 25 on average by default, and can be set', () => {
    expect(foldersOf()).toBe(foldersOf(25));
    // Each owner has a part of the files, so that one folder more for each owner is not full.
    expect(foldersOf(1_000)).toBeGreaterThanOrEqual(6);
    expect(foldersOf(1_000)).toBeLessThanOrEqual(10 + 5);
  });
});
