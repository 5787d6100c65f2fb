/** Contents and order of listings. */
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { itemsSharedWith } from '../../enterprise/world/access.js';
import { childrenOf } from '../../enterprise/world/items.js';
import type { World } from '../../enterprise/world/world.js';
import { badRequest } from '../http/errors.js';

/** The sort parameters of a query. */
export interface SortQuery {
  readonly sort?: string | undefined;
  readonly direction?: string | undefined;
}

/** The sort order within each item type: listings are sorted by type first. */
export interface Order {
  readonly by: 'id' | 'name' | 'date' | 'size';
  readonly direction: 'ASC' | 'DESC';
}

const TYPES = { folder: 0, file: 1, web_link: 2 } as const;

/** Parses the sort order; by name, ascending, by default. Throws 400 `invalid_parameter`. */
export function parseOrder({ sort = 'name', direction = 'ASC' }: SortQuery): Order {
  const by = (['id', 'name', 'date', 'size'] as const).find((each) => each === sort);
  const ascOrDesc = (['ASC', 'DESC'] as const).find((each) => each === direction.toUpperCase());
  if (!by) throw badRequest('invalid_parameter', 'sort is not valid');
  if (!ascOrDesc) throw badRequest('invalid_parameter', 'direction is not valid');
  return { by, direction: ascOrDesc };
}

/** The JSON of a sort order. */
export const orderView = ({ by, direction }: Order) => [
  { by: 'type', direction: 'ASC' },
  { by, direction },
];

/** Sorts items. The sort is stable. */
export function sortItems(items: readonly SimItem[], { by, direction }: Order): SimItem[] {
  const key = keyOf(by);
  const sign = direction === 'ASC' ? 1 : -1;
  return items
    .map((item) => ({ item, key: key(item) }))
    .sort((a, b) => TYPES[a.item.type] - TYPES[b.item.type] || sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ item }) => item);
}

function keyOf(by: Order['by']): (item: SimItem) => string | number {
  switch (by) {
    case 'id':
      return ({ id }) => Number(id);
    case 'name':
      return ({ name }) => name.toLowerCase();
    case 'date':
      return ({ modifiedAt }) => modifiedAt;
    case 'size':
      return ({ size }) => size;
  }
}

/** The items in a user's root, own and shared ones, sorted by type. */
export function rootItems(world: World, user: SimUser): SimItem[] {
  const items = [...childrenOf(world, user.id, '0'), ...itemsSharedWith(world, user.id)];
  return items.sort((a, b) => TYPES[a.type] - TYPES[b.type]);
}
