import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { itemsWithCollaborations } from '../../../simulator/enterprise/world/access.js';
import { generatedPlaces } from '../../../simulator/enterprise/generated/items.js';
import type { SimItem } from '../../../simulator/enterprise/model.js';
import { createWorld } from '../../../simulator/enterprise/world/create-world.js';
import { managedUsers, allUsers } from '../../../simulator/enterprise/world/users.js';
import type { World } from '../../../simulator/enterprise/world/world.js';
import { activeItems, ancestorsOf, childrenOf } from '../../../simulator/enterprise/world/items.js';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const sizes = fc.record({ seed: fc.integer(), users: fc.integer({ min: 1, max: 40 }), files: fc.nat(800) });
const worldOf = (options: { seed: number; users: number; files: number }) =>
  createWorld({ ...options, startedAt: NOW });
const large = worldOf({ seed: 1, users: 50, files: 40_000 });
const folders = [...generatedPlaces(large.generated)].filter(({ folderId }) => folderId !== '0');
const items = (world: World, type: 'file' | 'folder'): SimItem[] => [...activeItems(world, type)];
const share = <T>(all: readonly T[], is: (each: T) => boolean) => all.filter(is).length / all.length;

// Seconds of work: the limit of unit tests is too short for it on a busy machine.
describe('a generated enterprise', () => {
  it('has the requested number of files, each in one folder', () => {
    fc.assert(
      fc.property(sizes, (options) => {
        const world = worldOf(options);
        const managed = new Set(managedUsers(world).map(({ id }) => id));
        const own = items(world, 'file').filter(({ ownerId }) => managed.has(ownerId));
        expect(own).toHaveLength(options.files);
        const reached = new Set<string>();
        const misplaced: string[] = [];
        const walk = (ownerId: string, folderId: string): void => {
          for (const child of childrenOf(world, ownerId, folderId)) {
            if (child.ownerId === ownerId && child.parentId === folderId && !reached.has(child.id))
              reached.add(child.id);
            else misplaced.push(child.id);
            if (child.type === 'folder') walk(ownerId, child.id);
          }
        };
        for (const { id } of allUsers(world)) walk(id, '0');
        expect(misplaced).toEqual([]);
        expect(reached.size).toBe(items(world, 'file').length + items(world, 'folder').length);
      }),
      { numRuns: 10 },
    );
  });

  it('has folders with mostly few and rarely many subfolders, several levels deep', () => {
    expect(share(folders, (place) => place.folders === 0)).toBeGreaterThan(0.4);
    expect(Math.max(...folders.map((place) => place.folders))).toBeGreaterThan(8);
    const depths = items(large, 'folder').map((folder) => ancestorsOf(large, folder).length + 1);
    expect(Math.max(...depths)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...depths)).toBeLessThan(40);
  });

  it('has folders with few files, with many and with none, and a huge one from 20,000 files on', () => {
    const counts = folders.map(({ files }) => files).sort((a, b) => a - b);
    const average = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    expect(counts[Math.floor(counts.length / 2)]!).toBeLessThan(average * 0.8);
    expect(share(counts, (count) => count === 0)).toBeGreaterThan(0.03);
    expect(share(counts, (count) => count > 100)).toBeGreaterThan(0.005);
    expect(counts.at(-1)).toBeGreaterThan(2_000);
    const huge = (files: number) =>
      [...generatedPlaces(worldOf({ seed: 1, users: 2_000, files }).generated)].filter((place) => place.files > 1_000)
        .length;
    expect([huge(19_999), huge(20_000), huge(1_000_000)]).toEqual([0, 1, 5]);
  });

  it('has shared links, collaborations and pending invitations in the documented proportions', () => {
    const [files, inner] = [items(large, 'file'), items(large, 'folder')];
    const all = [...files, ...inner];
    const links = all.flatMap(({ link }) => (link ? [link] : []));
    const open = links.filter(({ access }) => access === 'open');
    const collaborations = all.flatMap((each) => each.collaborations);
    const round = (value: number) => Math.round(value * 20) / 20;
    expect(links.length / all.length).toBeCloseTo(0.03, 2);
    for (const access of ['open', 'company', 'collaborators']) {
      expect(share(links, (link) => link.access === access)).toBeCloseTo(1 / 3, 1);
    }
    expect(share(open, ({ password }) => password !== null)).toBeCloseTo(0.3, 1);
    expect(share(inner, (each) => each.collaborations.length > 0)).toBeCloseTo(0.04, 1);
    expect(share(files, (each) => each.collaborations.length > 0)).toBeCloseTo(0.01, 2);
    expect(round(share(collaborations, ({ party }) => party.type === 'group'))).toBe(0.1);
    expect(round(share(collaborations, ({ party }) => party.login.endsWith('@acme.example')))).toBe(0.55);
    expect(round(share(collaborations, ({ party }) => party.login.endsWith('@partner.example')))).toBe(0.35);
    expect(round(share(collaborations, ({ status }) => status === 'pending'))).toBe(0.15);
  });

  it('has no collaborator who owns the item', () => {
    const own = [...itemsWithCollaborations(large)].filter((each) =>
      each.collaborations.some(({ party }) => party.id === each.ownerId),
    );
    expect(own).toEqual([]);
  });
});
