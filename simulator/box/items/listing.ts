/** What a folder or the trash lists, in which order. */
import type { SimItem, SimUser } from '../../enterprise/model.js';
import { itemsSharedWith } from '../../enterprise/world/access.js';
import { childrenOf } from '../../enterprise/world/items.js';
import type { World } from '../../enterprise/world/world.js';
import { badRequest } from '../http/errors.js';

/** How a listing is asked for. */
export interface SortQuery {
  readonly sort?: string | undefined;
  readonly direction?: string | undefined;
}

/** The second key of the order; the type comes first always. */
export interface Order {
  readonly by: 'id' | 'name' | 'date' | 'size';
  readonly direction: 'ASC' | 'DESC';
}

const TYPES = { folder: 0, file: 1, web_link: 2 } as const;

/** The order asked for, by name unless said otherwise. Throws 400 `invalid_parameter`. */
export function parseOrder({ sort = 'name', direction = 'ASC' }: SortQuery): Order {
  const by = (['id', 'name', 'date', 'size'] as const).find((each) => each === sort);
  const way = (['ASC', 'DESC'] as const).find((each) => each === direction.toUpperCase());
  if (!by) throw badRequest('invalid_parameter', 'sort is not valid');
  if (!way) throw badRequest('invalid_parameter', 'direction is not valid');
  return { by, direction: way };
}

/** The order as an answer tells it. */
export const orderView = ({ by, direction }: Order) => [
  { by: 'type', direction: 'ASC' },
  { by, direction },
];

/** Items in an order; those that are alike stay as they were. */
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

/** A root as its user sees it: what the user owns, and what others share with the user; by type. */
export function rootItems(world: World, user: SimUser): SimItem[] {
  const items = [...childrenOf(world, user.id, '0'), ...itemsSharedWith(world, user.id)];
  return items.sort((a, b) => TYPES[a.type] - TYPES[b.type]);
}
