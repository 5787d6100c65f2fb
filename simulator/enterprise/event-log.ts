/** What happened in the enterprise, as its two event streams tell it. */
import type { SimItem, SimUser } from './model.js';
import { choose, draw, guid, unit } from './random.js';
import { managedUsers, type World } from './world.js';
import { boxTime } from '../box/time.js';

/** One event; `at` is epoch milliseconds (whole seconds, as Box tells them), `seq` counts up by processing. */
export interface SimEvent {
  readonly seq: number;
  readonly at: number;
  /** When it came in; with a latency set, streams show it later. */
  readonly recordedAt: number;
  readonly eventId: string;
  readonly type: string;
  readonly actorId: string;
  readonly itemType: string | null;
  readonly itemId: string | null;
  readonly ownerId: string | null;
  readonly serviceId: string | null;
  readonly json: Record<string, unknown>;
}

/** What an event says. */
export interface Happening {
  readonly type: string;
  readonly actor: SimUser;
  readonly item?: SimItem;
  readonly user?: SimUser;
  readonly details?: Record<string, unknown>;
  readonly serviceId?: string;
  readonly accessibleBy?: Record<string, unknown>;
}

/** The log: everything in the order of processing. */
export interface EventLog {
  readonly events: readonly SimEvent[];
  /** Records what happened at a time in epoch milliseconds. */
  record(happening: Happening, at: number): SimEvent;
  /** Calls `told` with each event that is recorded from now on. */
  watch(told: (event: SimEvent) => void): void;
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

/** A log that begins with the seed's history. */
export function createEventLog(world: World): EventLog {
  const { seed } = world.size;
  const events: SimEvent[] = [];
  const watchers: ((event: SimEvent) => void)[] = [];

  function record(happening: Happening, at: number): SimEvent {
    const { type, actor, item, user } = happening;
    const seq = events.length + 1;
    const eventId = guid(seed, 'event', seq);
    const occurredAt = Math.floor(at / 1000) * 1000;
    const event: SimEvent = {
      seq,
      at: occurredAt,
      recordedAt: at,
      eventId,
      type,
      actorId: actor.id,
      itemType: item?.type ?? (user ? 'user' : null),
      itemId: item?.id ?? user?.id ?? null,
      ownerId: item?.ownerId ?? null,
      serviceId: happening.serviceId ?? null,
      json: {
        source: sourceOf(world, happening),
        created_by: { type: 'user', id: actor.id, name: actor.name, login: actor.login },
        action_by: null,
        created_at: boxTime(occurredAt),
        event_id: eventId,
        event_type: type,
        ip_address: unit(seed, 'ip?', seq) < 0.02 ? 'Unknown IP' : `198.51.100.${draw(seed, 'ip', seq) % 255}`,
        type: 'event',
        session_id: null,
        additional_details: {
          ...(item?.type === 'file' ? { size: item.size, version_id: `${item.id}${item.version}` } : {}),
          ...(happening.serviceId ? { service_id: happening.serviceId, service_name: 'Boxward' } : {}),
          ...happening.details,
        },
        ...(happening.accessibleBy ? { accessible_by: happening.accessibleBy } : {}),
      },
    };
    events.push(event);
    for (const told of watchers) told(event);
    return event;
  }

  for (const past of drawHistory(world)) record(past.happening, past.at);
  return { events, record, watch: (told) => void watchers.push(told) };
}

function sourceOf(world: World, { type, item, user }: Happening): Record<string, unknown> | null {
  if (user) return { type: 'user', id: user.id, name: user.name, login: user.login };
  if (!item) return null;
  const owner = world.userById(item.ownerId);
  const parent = world.item(item.parentId);
  const where = {
    parent: { type: 'folder', name: parent?.name ?? 'All Files', id: parent?.id ?? '0' },
    owned_by: { type: 'user', id: item.ownerId, name: owner?.name ?? '', login: owner?.login ?? '' },
  };
  // Collaborations name their item in a form of their own.
  if (type.startsWith('COLLABORATION_')) {
    return { [`${item.type}_id`]: item.id, [`${item.type}_name`]: item.name, ...where };
  }
  return { item_type: item.type, item_id: item.id, item_name: item.name, ...where };
}

function* drawHistory(world: World): Iterable<{ happening: Happening; at: number }> {
  const { seed, startedAt, files } = world.size;
  const people = managedUsers(world).filter(({ status }) => status === 'active');
  const owners = people.map((user) => ({ user, items: world.children(user.id, '0') }));
  const count = files === 0 ? 0 : Math.round((people.length * EVENTS_PER_USER_AND_WEEK * HISTORY_DAYS) / 7);
  const span = HISTORY_DAYS * DAY_MS;
  for (let i = 0; i < count; i += 1) {
    // In the order of time, unevenly spaced; the last one lies a minute back.
    const at = startedAt - span + ((i + unit(seed, 'when', i)) / count) * (span - 60_000);
    const { user, items } = choose(owners, seed, 'who', i);
    const item = pickFile(world, user, items, seed, i);
    const type = item ? choose(MIX, seed, 'what', i) : 'LOGIN';
    yield { at, happening: { type, actor: user, ...(type !== 'LOGIN' && item ? { item } : { user }) } };
  }
}

/** A file of the user's: from the root, or a few folders down. */
function pickFile(
  world: World,
  user: SimUser,
  items: readonly SimItem[],
  seed: number,
  i: number,
): SimItem | undefined {
  let level = items;
  for (let depth = 0; depth < 4 && level.length > 0; depth += 1) {
    const item = choose(level, seed, 'pick', i, depth);
    if (item.type === 'file') return item;
    level = world.children(user.id, item.id);
  }
  return undefined;
}
