/** One event of the enterprise, and its JSON in the enterprise's event streams. */
import { guid, randomFraction, randomUint32 } from '../../random.js';
import { boxTime } from '../../time/box-time.js';
import { wholeSecond } from '../../time/clock.js';
import type { SimItem, SimUser } from '../model.js';
import { versionId } from '../versions.js';

/** What happened: the input from which an event is made. */
export interface EventInput {
  readonly type: string;
  readonly actor: SimUser;
  readonly item?: SimItem;
  readonly user?: SimUser;
  readonly details?: Record<string, unknown>;
  readonly serviceId?: string;
  readonly accessibleBy?: Record<string, unknown>;
  /** The folders that an item was moved out of; their webhooks are notified too. */
  readonly leftFolders?: readonly string[];
  /** Whether a collaboration ended because the invited user declined. */
  readonly isRejection?: boolean;
}

/** An event. */
export interface SimEvent {
  /** Counts up from 1 in the order of recording. */
  readonly seq: number;
  /** When it happened: epoch milliseconds, whole seconds as in Box's JSON. */
  readonly at: number;
  /** When it was recorded, epoch milliseconds. With a latency set, streams show it later. */
  readonly recordedAt: number;
  readonly eventId: string;
  readonly type: string;
  readonly actorId: string;
  readonly itemType: string | null;
  readonly itemId: string | null;
  readonly ownerId: string | null;
  readonly serviceId: string | null;
  /** As in the streams `admin_logs` and `admin_logs_streaming`. */
  readonly json: Record<string, unknown>;
}

/** Looks up the items and users that an event names. */
export interface Directory {
  item(id: string): SimItem | undefined;
  userById(id: string): SimUser | undefined;
}

/** Makes the event of `input`. Its JSON is rendered on each access, from the state that `directory` has then. */
export function createEvent(seed: number, directory: Directory, seq: number, input: EventInput, at: number): SimEvent {
  const { type, actor, item, user } = input;
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
    serviceId: input.serviceId ?? null,
    get json() {
      return {
        source: sourceOf(directory, input),
        created_by: { type: 'user', id: actor.id, name: actor.name, login: actor.login },
        action_by: null,
        created_at: boxTime(occurredAt),
        event_id: eventId,
        event_type: type,
        ip_address:
          randomFraction(seed, 'ip?', seq) < 0.02 ? 'Unknown IP' : `198.51.100.${randomUint32(seed, 'ip', seq) % 255}`,
        type: 'event',
        session_id: null,
        additional_details: {
          ...(item?.type === 'file' ? { size: item.size, version_id: versionId(item, item.version) } : {}),
          ...serviceOf(input),
          ...input.details,
        },
        ...(input.accessibleBy ? { accessible_by: input.accessibleBy } : {}),
      };
    },
  };
}

/** The app that caused the event: the connected one, or Box's web app. Box always names the app of an upload. */
function serviceOf({ serviceId, type }: EventInput): Record<string, string> {
  if (serviceId) return { service_id: serviceId, service_name: 'Boxward' };
  return type === 'UPLOAD' ? { service_id: '1', service_name: 'Box Web Application' } : {};
}

function sourceOf(
  directory: Directory,
  { type, item, user, accessibleBy }: EventInput,
): Record<string, unknown> | null {
  if (user) return { type: 'user', id: user.id, name: user.name, login: user.login };
  if (!item) return null;
  const owner = directory.userById(item.ownerId);
  const parent = directory.item(item.parentId);
  const where = {
    parent: { type: 'folder', name: parent?.name ?? 'All Files', id: parent?.id ?? '0' },
    owned_by: { type: 'user', id: item.ownerId, name: owner?.name ?? '', login: owner?.login ?? '' },
  };
  // Collaboration events have a source of their own form: the item's id and name, and the collaborator.
  if (type.startsWith('COLLABORATION_')) {
    const collaborator =
      accessibleBy?.['type'] === 'user' ? { user_id: accessibleBy['id'], user_name: accessibleBy['name'] } : {};
    return { [`${item.type}_id`]: item.id, [`${item.type}_name`]: item.name, ...collaborator, ...where };
  }
  return { item_type: item.type, item_id: item.id, item_name: item.name, ...where };
}
