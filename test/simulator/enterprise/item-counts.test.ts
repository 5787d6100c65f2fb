import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countChildren, fileCountsByOwner } from '../../../simulator/enterprise/world/item-counts.js';
import { itemsWithCollaborations } from '../../../simulator/enterprise/world/access.js';
import type { SimItem } from '../../../simulator/enterprise/model.js';
import { pickItems } from '../../../simulator/enterprise/world/pick-items.js';
import { randomUint32 } from '../../../simulator/random.js';
import { createWorld } from '../../../simulator/enterprise/world/create-world.js';
import { managedUsers, allUsers } from '../../../simulator/enterprise/world/users.js';
import type { World } from '../../../simulator/enterprise/world/world.js';
import { moveItem, purgeItem } from '../../../simulator/enterprise/world/changes.js';
import {
  activeItems,
  addItem,
  ancestorsOf,
  childrenOf,
  findItem,
  itemForUpdate,
} from '../../../simulator/enterprise/world/items.js';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const sizes = fc.record({ seed: fc.integer(), users: fc.integer({ min: 1, max: 40 }), files: fc.nat(800) });
const worldOf = (options: { seed: number; users: number; files: number }) =>
  createWorld({ ...options, startedAt: NOW });
const items = (world: World, type: 'file' | 'folder'): SimItem[] => [...activeItems(world, type)];

// Seconds of work: the limit of unit tests is too short for it on a busy machine.
describe('a count that does not list the files', () => {
  it('equals the listed number after any moves, deletions, purges and additions', () => {
    const step = fc.record({
      kind: fc.constantFrom('move', 'trash', 'purge', 'add', 'share'),
      a: fc.nat(),
      b: fc.nat(),
    });
    fc.assert(
      fc.property(sizes, fc.array(step, { maxLength: 20 }), (options, steps) => {
        const world = worldOf(options);
        for (const { kind, a, b } of steps) change(world, kind, a, b);
        const files = new Map<string, number>();
        for (const { ownerId } of activeItems(world, 'file')) files.set(ownerId, (files.get(ownerId) ?? 0) + 1);
        const counted = [...fileCountsByOwner(world)].filter(([, count]) => count > 0);
        expect(new Map(counted)).toEqual(files);
        const count = countChildren(world);
        for (const { id } of allUsers(world)) expect(count(id, '0')).toBe(childrenOf(world, id, '0').length);
        for (const { id, ownerId } of activeItems(world, 'folder')) {
          expect(count(ownerId, id)).toBe(childrenOf(world, ownerId, id).length);
        }
        const all = [...activeItems(world, 'folder'), ...activeItems(world, 'file')];
        expect(new Set([...itemsWithCollaborations(world)].map(({ id }) => id))).toEqual(
          new Set(all.filter(({ collaborations }) => collaborations.length > 0).map(({ id }) => id)),
        );
      }),
      { numRuns: 10 },
    );
  });

  function change(world: World, kind: string, a: number, b: number): void {
    const all = [...activeItems(world, 'folder'), ...activeItems(world, 'file')];
    const [one, other] = [all[a % all.length], all[b % all.length]];
    const item = one && itemForUpdate(world, one.id);
    if (!item || !other) return;
    if (kind === 'trash') item.status = 'trashed';
    if (kind === 'purge') purgeItem(world, item);
    if (kind === 'share') item.collaborations = [];
    const target = other.type === 'folder' ? other : findItem(world, other.parentId);
    const to = { parentId: target?.id ?? '0', ownerId: other.ownerId };
    if (kind === 'add') addItem(world, 'file', { ...to, name: 'new.txt', size: 10 }, NOW);
    const above = target ? [target, ...ancestorsOf(world, target)] : [];
    if (kind === 'move' && !above.some(({ id }) => id === item.id)) moveItem(world, item, to);
  }
});

describe('picking items by seed', () => {
  it('returns the same items as sorting all of them by their random numbers', () => {
    const world = worldOf({ seed: 3, users: 8, files: 500 });
    const randomOf = ({ id }: SimItem) => randomUint32(9, 'pick', id);
    const ids = (all: readonly SimItem[]) => all.map(({ id }) => id);
    const managed = new Set(managedUsers(world).map(({ id }) => id));
    const sorted = items(world, 'file')
      .filter(({ ownerId }) => managed.has(ownerId))
      .sort((a, b) => randomOf(a) - randomOf(b));
    const query = { kind: 'file', n: 20, seed: 9, minFiles: 0 } as const;
    expect(ids(pickItems(world, query))).toEqual(ids(sorted.slice(0, 20)));
    const [owner] = [...managed];
    expect(ids(pickItems(world, { ...query, owner }))).toEqual(
      ids(sorted.filter(({ ownerId }) => ownerId === owner).slice(0, 20)),
    );
  });
});
