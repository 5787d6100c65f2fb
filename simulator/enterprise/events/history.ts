/** The month before the enterprise's first day: drawn event by event, when it is asked for. */
import type { Happening } from './enterprise-events.js';
import type { SimItem, SimUser } from '../model.js';
import { choose, unit } from '../../random.js';
import { managedUsers, type World } from '../world/world.js';

/** What happened before; `index` counts from 0, in the order of time. */
export interface History {
  readonly count: number;
  /** Epoch milliseconds. */
  at(index: number): number;
  happening(index: number): Happening;
  /** Items and users as they were then. */
  item(id: string): SimItem | undefined;
  userById(id: string): SimUser | undefined;
}

const DAY_MS = 24 * 3_600_000;
/** Days of history that an enterprise begins with, and events per user and week in them. */
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

/** The history of a world to which nothing has happened yet; what happens later does not change it. */
export function drawHistory(world: World): History {
  const { drawn } = world;
  const { seed, startedAt, files } = world.size;
  const users = new Map(managedUsers(world).map((user) => [user.id, { ...user }]));
  const people = [...users.values()].filter(({ status }) => status === 'active');
  const count = files === 0 ? 0 : Math.round((people.length * EVENTS_PER_USER_AND_WEEK * HISTORY_DAYS) / 7);
  const span = HISTORY_DAYS * DAY_MS;

  function happening(index: number): Happening {
    const user = choose(people, seed, 'who', index);
    const item = pickFile(user, index);
    const type = item ? choose(MIX, seed, 'what', index) : 'LOGIN';
    return { type, actor: user, ...(type !== 'LOGIN' && item ? { item } : { user }) };
  }

  /** What lies in each user's root: asked for with every event. */
  const roots = new Map<string, string[]>();
  function rootOf(userId: string): string[] {
    const root = roots.get(userId) ?? drawn.children(userId, '0');
    roots.set(userId, root);
    return root;
  }

  /** A file of the user's: from the root, or a few folders down. */
  function pickFile({ id }: SimUser, index: number): SimItem | undefined {
    let level = rootOf(id);
    for (let depth = 0; depth < 4 && level.length > 0; depth += 1) {
      const item = drawn.item(choose(level, seed, 'pick', index, depth));
      if (item?.type !== 'folder') return item;
      level = drawn.children(id, item.id);
    }
    return undefined;
  }

  return {
    count,
    // Unevenly spaced; the last one lies a minute back.
    at: (index) => startedAt - span + ((index + unit(seed, 'when', index)) / count) * (span - 60_000),
    happening,
    item: (id) => drawn.item(id),
    userById: (id) => users.get(id),
  };
}
