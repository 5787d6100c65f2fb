/** What happened in the enterprise, as its two event streams tell it. */
import { drawHistory } from './history.js';
import type { SimItem, SimUser } from '../model.js';
import { draw, guid, unit } from '../../random.js';
import type { World } from '../world/world.js';
import { boxTime } from '../../time/box-time.js';
import { versionId } from '../versions.js';
import { wholeSecond } from '../../time/clock.js';

/** One event; `at` is epoch milliseconds (whole seconds, as Box tells them), `seq` counts up from 1 by processing. */
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
  /** The folders that an item was moved out of; webhooks on them hear of it. */
  readonly leftFolders?: readonly string[];
  /** True of a collaboration that ends because its invitation was turned down. */
  readonly isRejection?: boolean;
}

/** The log, in the order of processing. History is drawn when it is asked for, and kept by nobody. */
export interface EventLog {
  /** The newest event's `seq`; 0 when there is none. */
  readonly lastSeq: number;
  /** The next events after a `seq`, at most `limit`. */
  after(seq: number, limit: number): SimEvent[];
  /** A `seq` before which nothing happened at a time (epoch milliseconds) or later: where to begin to look from. */
  seqFrom(time: number): number;
  /** The events that happened from one time to another, both included, in epoch milliseconds. */
  between(from: number, to: number): Iterable<SimEvent>;
  /** Records what happened at a time in epoch milliseconds. */
  record(happening: Happening, at: number): SimEvent;
  /** Calls `told` with each event that is recorded from now on, and what it was recorded of. */
  watch(told: (event: SimEvent, happening: Happening) => void): void;
}

/** Where events look up what they name. */
type Directory = Pick<World, 'item' | 'userById'>;

/** A log that begins with the seed's history. */
export function createEventLog(world: World): EventLog {
  const { seed } = world.size;
  const history = drawHistory(world);
  const recorded: SimEvent[] = [];
  const watchers: ((event: SimEvent, happening: Happening) => void)[] = [];
  const lastSeq = () => history.count + recorded.length;

  const eventAt = (seq: number): SimEvent | undefined =>
    seq <= history.count
      ? eventOf(seed, history, seq, history.happening(seq - 1), history.at(seq - 1))
      : recorded[seq - 1 - history.count];

  function after(seq: number, limit: number): SimEvent[] {
    const events: SimEvent[] = [];
    for (let next = seq + 1; events.length < limit; next += 1) {
      const event = eventAt(next);
      if (!event) break;
      events.push(event);
    }
    return events;
  }

  function* between(from: number, to: number): Iterable<SimEvent> {
    const start = firstFrom(from);
    for (let index = start; index < history.count && wholeSecond(history.at(index)) <= to; index += 1) {
      const event = eventAt(index + 1);
      if (event) yield event;
    }
    // Few, and a simulator that was started again may have recorded them in another order than that of time.
    for (const event of recorded) if (event.at >= from && event.at <= to) yield event;
  }

  /** The history's first event from a time on. */
  function firstFrom(time: number): number {
    let [low, high] = [0, history.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (wholeSecond(history.at(middle)) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    get lastSeq() {
      return lastSeq();
    },
    after,
    seqFrom: (time) => firstFrom(time) + 1,
    between,
    record(happening, at) {
      // Copied, so that it is told as it is now, and not as it is when somebody asks.
      const event = { ...eventOf(seed, world, lastSeq() + 1, happening, at) };
      recorded.push(event);
      for (const told of watchers) told(event, happening);
      return event;
    },
    watch: (told) => void watchers.push(told),
  };
}

function eventOf(seed: number, directory: Directory, seq: number, happening: Happening, at: number): SimEvent {
  const { type, actor, item, user } = happening;
  const eventId = guid(seed, 'event', seq);
  const occurredAt = wholeSecond(at);
  return {
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
    get json() {
      return {
        source: sourceOf(directory, happening),
        created_by: { type: 'user', id: actor.id, name: actor.name, login: actor.login },
        action_by: null,
        created_at: boxTime(occurredAt),
        event_id: eventId,
        event_type: type,
        ip_address: unit(seed, 'ip?', seq) < 0.02 ? 'Unknown IP' : `198.51.100.${draw(seed, 'ip', seq) % 255}`,
        type: 'event',
        session_id: null,
        additional_details: {
          ...(item?.type === 'file' ? { size: item.size, version_id: versionId(item, item.version) } : {}),
          ...serviceOf(happening),
          ...happening.details,
        },
        ...(happening.accessibleBy ? { accessible_by: happening.accessibleBy } : {}),
      };
    },
  };
}

/** Which app did it: the one that is connected, or Box's own, in a browser; of what is uploaded Box always tells. */
function serviceOf({ serviceId, type }: Happening): Record<string, string> {
  if (serviceId) return { service_id: serviceId, service_name: 'Boxward' };
  return type === 'UPLOAD' ? { service_id: '1', service_name: 'Box Web Application' } : {};
}

function sourceOf(directory: Directory, { type, item, user, accessibleBy }: Happening): Record<string, unknown> | null {
  if (user) return { type: 'user', id: user.id, name: user.name, login: user.login };
  if (!item) return null;
  const owner = directory.userById(item.ownerId);
  const parent = directory.item(item.parentId);
  const where = {
    parent: { type: 'folder', name: parent?.name ?? 'All Files', id: parent?.id ?? '0' },
    owned_by: { type: 'user', id: item.ownerId, name: owner?.name ?? '', login: owner?.login ?? '' },
  };
  // Collaborations name their item, and the user whom they let in, in a form of their own.
  if (type.startsWith('COLLABORATION_')) {
    const whom =
      accessibleBy?.['type'] === 'user' ? { user_id: accessibleBy['id'], user_name: accessibleBy['name'] } : {};
    return { [`${item.type}_id`]: item.id, [`${item.type}_name`]: item.name, ...whom, ...where };
  }
  return { item_type: item.type, item_id: item.id, item_name: item.name, ...where };
}
