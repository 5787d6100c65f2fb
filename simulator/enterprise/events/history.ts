/** The events of the month before the enterprise's first day. Each is generated on access. */
import { choose, randomFraction } from '../../random.js';
import { wholeSecond } from '../../time/clock.js';
import { generatedChildIds, generatedItem } from '../generated/items.js';
import type { SimItem, SimUser } from '../model.js';
import { managedUsers } from '../world/users.js';
import type { World } from '../world/world.js';
import type { Directory, EventInput } from './event.js';

/** The history; `index` counts from 0, in time order. Its directory holds items and users as they were then. */
export interface History extends Directory {
  readonly count: number;
  /** When an event happened, epoch milliseconds. */
  at(index: number): number;
  input(index: number): EventInput;
  /** The index of the first event at `time` (epoch milliseconds) or later. */
  indexFrom(time: number): number;
}

const DAY_MS = 24 * 3_600_000;
const HISTORY_DAYS = 30;
const EVENTS_PER_USER_AND_WEEK = 20;
const MIX = [
  ...Array.from({ length: 3 }, () => 'EDIT'),
  'UPLOAD',
  'SHARE',
  ...Array.from({ length: 6 }, () => 'PREVIEW'),
  ...Array.from({ length: 5 }, () => 'DOWNLOAD'),
  ...Array.from({ length: 4 }, () => 'LOGIN'),
];

/** The history of a world that has not changed yet. Later changes do not affect it. */
export function generateHistory(world: World): History {
  const { generated } = world;
  const { seed, startedAt, files } = world.size;
  const users = new Map(managedUsers(world).map((user) => [user.id, { ...user }]));
  const activeUsers = [...users.values()].filter(({ status }) => status === 'active');
  const count = files === 0 ? 0 : Math.round((activeUsers.length * EVENTS_PER_USER_AND_WEEK * HISTORY_DAYS) / 7);
  const span = HISTORY_DAYS * DAY_MS;

  // Unevenly spaced; the last event is a minute old.
  const at = (index: number): number =>
    startedAt - span + ((index + randomFraction(seed, 'when', index)) / count) * (span - 60_000);

  function input(index: number): EventInput {
    const user = choose(activeUsers, seed, 'who', index);
    const item = chooseFile(user, index);
    const type = item ? choose(MIX, seed, 'what', index) : 'LOGIN';
    return { type, actor: user, ...(type !== 'LOGIN' && item ? { item } : { user }) };
  }

  /** The ids in each user's root, cached: every event needs them. */
  const roots = new Map<string, string[]>();
  function rootOf(userId: string): string[] {
    const root = roots.get(userId) ?? generatedChildIds(generated, userId, '0');
    roots.set(userId, root);
    return root;
  }

  /** A file of the user's: in the root, or a few folders down. */
  function chooseFile({ id }: SimUser, index: number): SimItem | undefined {
    let level = rootOf(id);
    for (let depth = 0; depth < 4 && level.length > 0; depth += 1) {
      const item = generatedItem(generated, choose(level, seed, 'pick', index, depth));
      if (item?.type !== 'folder') return item;
      level = generatedChildIds(generated, id, item.id);
    }
    return undefined;
  }

  function indexFrom(time: number): number {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (wholeSecond(at(middle)) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return { count, at, input, indexFrom, item: (id) => generatedItem(generated, id), userById: (id) => users.get(id) };
}
