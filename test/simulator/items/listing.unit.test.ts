import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortItems } from '../../../simulator/box/items/listing.js';
import { createWorld } from '../../../simulator/enterprise/world/create-world.js';
import { activeItems } from '../../../simulator/enterprise/world/items.js';

const world = createWorld({ seed: 1, users: 1, files: 1, startedAt: Date.UTC(2026, 2, 4) });
const [anyFile] = activeItems(world, 'file');

describe('a sorted listing', () => {
  it('contains each item once and keeps the types together, whatever the order', () => {
    const item = fc.record({
      type: fc.constantFrom('file' as const, 'folder' as const, 'web_link' as const),
      id: fc.nat().map(String),
      name: fc.string(),
      modifiedAt: fc.nat(),
      size: fc.nat(),
    });
    const by = fc.constantFrom('id' as const, 'name' as const, 'date' as const, 'size' as const);
    const direction = fc.constantFrom('ASC' as const, 'DESC' as const);
    fc.assert(
      fc.property(fc.array(item), by, direction, (all, key, way) => {
        const items = all.map((fields) => ({ ...anyFile!, ...fields }));
        const ordered = sortItems(items, { by: key, direction: way });
        expect(new Set(ordered)).toEqual(new Set(items));
        const types = ordered.map(({ type }) => ['folder', 'file', 'web_link'].indexOf(type));
        expect(types).toEqual([...types].sort());
      }),
    );
  });
});
