/** What people do in the enterprise: each changes the world at once and is told in an event. */
import { z } from 'zod';
import { sizeOf } from './content/index.js';
import { ActionError } from './action-error.js';
import type { Happening, SimEvent } from './event-log.js';
import type { SimCollaboration, SimItem, SimUser } from './model.js';
import { actOnPeople, admin, isPeopleAction, peopleActionSchema, userNamed, type PeopleAction } from './people.js';
import { draw } from './random.js';
import { linkUrl } from './sharing.js';
import type { State } from '../state.js';

const common = { as: z.string().optional() };
const onItem = { ...common, fileId: z.string().optional(), folderId: z.string().optional() };

/** The body of an action; `as` is a login or user id (the item's owner unless given). */
export const actionSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['edit', 'preview', 'download', 'print', 'export', 'lock', 'unlock']), ...common, fileId: z.string() }),
  z.strictObject({ type: z.enum(['unshare', 'uncollaborate', 'delete', 'purge', 'restore']), ...onItem }),
  z.strictObject({ type: z.literal('upload'), ...common, folderId: z.string(), name: z.string().optional(), size: z.number().int().optional() }),
  z.strictObject({ type: z.literal('createFolder'), ...common, folderId: z.string(), name: z.string() }),
  z.strictObject({ type: z.literal('share'), ...onItem, access: z.enum(['open', 'company', 'collaborators']), password: z.boolean().optional() }),
  z.strictObject({ type: z.literal('collaborate'), ...onItem, login: z.string(), role: z.string().optional(), status: z.enum(['accepted', 'pending']).optional() }),
  z.strictObject({ type: z.literal('move'), ...onItem, toFolderId: z.string() }),
  z.strictObject({ type: z.literal('rename'), ...onItem, name: z.string().min(1).max(255) }),
  z.strictObject({ type: z.literal('login'), as: z.string() }),
  peopleActionSchema,
]); // prettier-ignore

/** One action. */
export type Action = z.infer<typeof actionSchema>;

/** What came of it. */
export interface ActionResult {
  readonly type: string;
  readonly eventId: string;
  readonly itemId: string | null;
  readonly itemType: string | null;
  readonly at: string;
}

/** Event types of actions that change nothing in an item. */
const READS: Record<string, string> = {
  preview: 'PREVIEW',
  download: 'DOWNLOAD',
  print: 'PRINT',
  export: 'EXPORT',
};

/** Does one action, at a time in epoch milliseconds. Throws `ActionError`. */
export function act(state: State, action: Action, at: number): ActionResult {
  const { world, log } = state;
  const now = wholeSecond(at);
  const tell = (happening: Happening): ActionResult => resultOf(action.type, log.record(happening, at));
  if (isPeopleAction(action)) return tell(actOnPeople(world, action, now));
  switch (action.type) {
    case 'login': {
      const actor = userNamed(world, action.as, 'as');
      return tell({ type: 'LOGIN', actor, user: actor });
    }
    case 'upload':
    case 'createFolder': {
      const type = action.type === 'upload' ? 'file' : 'folder';
      const { ownerId, parentId } = placeOf(action.folderId, action.as);
      const name = action.name ?? `upload ${at}.txt`;
      const size = action.type === 'upload' ? (action.size ?? 1_024) : 0;
      const item = world.add(type, { name, parentId, ownerId, size }, now);
      return tell({ type: 'UPLOAD', actor: actorOf(action.as, item), item });
    }
    default:
      return change(action);
  }

  function change(done: Exclude<Action, PeopleAction | { type: 'login' | 'upload' | 'createFolder' }>): ActionResult {
    const item = itemOf(done);
    const actor = actorOf('as' in done ? done.as : undefined, item);
    const about = { actor, item };
    const read = READS[done.type];
    if (read) return tell({ ...about, type: read });
    if (done.type === 'move') return move(item, actor, done.toFolderId);
    if (done.type === 'uncollaborate') return uncollaborate(item, actor);
    item.etag += 1;
    switch (done.type) {
      case 'edit':
        item.version += 1;
        item.size = sizeOf(world.size.seed, item);
        item.modifiedAt = now;
        return tell({ ...about, type: 'EDIT' });
      case 'share':
        item.link = {
          url: linkUrl(item.id, item.etag),
          access: done.access,
          password: done.access === 'open' && (done.password ?? false),
        };
        return tell({ ...about, type: 'SHARE', details: { shared_link_id: `${item.id}${item.etag}` } });
      case 'unshare':
        item.link = null;
        return tell({ ...about, type: 'UNSHARE' });
      case 'collaborate':
        return collaborate(item, actor, done);
      case 'rename':
        item.name = done.name;
        item.modifiedAt = now;
        return tell({ ...about, type: 'RENAME' });
      case 'delete':
        item.status = 'trashed';
        return tell({ ...about, type: 'DELETE' });
      case 'purge':
        world.purge(item);
        return tell({ ...about, type: 'DELETE' });
      case 'restore':
        item.status = 'active';
        return tell({ ...about, type: 'UNDELETE' });
      case 'lock':
        item.locked = true;
        return tell({ ...about, type: 'LOCK' });
      case 'unlock':
        item.locked = false;
        return tell({ ...about, type: 'UNLOCK' });
      default:
        throw new ActionError(`type: "${done.type}" is not an action on an item`);
    }
  }

  function collaborate(item: SimItem, actor: SimUser, done: Extract<Action, { type: 'collaborate' }>): ActionResult {
    const user = world.userByLogin(done.login);
    const id = user?.id ?? `4${draw(world.size.seed, 'guest', done.login)}`;
    const party = { type: 'user', id, login: done.login, name: user?.name ?? 'Guest' } as const;
    const status = done.status ?? 'accepted';
    const collaboration = {
      id: `8${item.id}${item.etag}`,
      party,
      role: done.role ?? 'editor',
      status,
      createdAt: now,
    };
    item.collaborations = [...item.collaborations.filter((each) => each.party.id !== id), collaboration];
    return tell({
      type: status === 'accepted' ? 'COLLABORATION_ACCEPT' : 'COLLABORATION_INVITE',
      actor,
      item,
      ...collaborationEvent(collaboration),
    });
  }

  /** Takes all collaborations off an item: one event each, the last one answers for the action. */
  function uncollaborate(item: SimItem, actor: SimUser): ActionResult {
    const last = item.collaborations
      .map((each) => tell({ type: 'COLLABORATION_REMOVE', actor, item, ...collaborationEvent(each) }))
      .at(-1);
    if (!last) throw new ActionError(`${item.type}Id: this ${item.type} has no collaborations`);
    item.etag += 1;
    item.collaborations = [];
    return last;
  }

  function move(item: SimItem, actor: SimUser, toFolderId: string): ActionResult {
    const target = placeOf(toFolderId, item.ownerId, 'toFolderId');
    const folder = world.item(target.parentId);
    // It would be cut off from its root.
    if (folder && [folder, ...world.ancestors(folder)].some(({ id }) => id === item.id)) {
      throw new ActionError('toFolderId: a folder cannot be moved into itself');
    }
    item.etag += 1;
    item.modifiedAt = now;
    world.move(item, target);
    return tell({ type: 'MOVE', actor, item });
  }

  function itemOf(target: { fileId?: string | undefined; folderId?: string | undefined }): SimItem {
    const [field, type, id] =
      target.fileId === undefined
        ? (['folderId', 'folder', target.folderId] as const)
        : (['fileId', 'file', target.fileId] as const);
    if (id === undefined) throw new ActionError('fileId or folderId: one of them is needed');
    const item = world.touch(id);
    if (item?.type !== type) throw new ActionError(`${field}: there is no such ${type}`);
    return item;
  }

  /** A folder by id; '0' is the root of `as`. */
  function placeOf(
    folderId: string,
    as: string | undefined,
    field = 'folderId',
  ): { ownerId: string; parentId: string } {
    if (folderId === '0') return { ownerId: userNamed(world, as ?? '', 'as').id, parentId: '0' };
    const folder = world.item(folderId);
    if (folder?.type !== 'folder') throw new ActionError(`${field}: there is no such folder`);
    return { ownerId: folder.ownerId, parentId: folder.id };
  }

  function actorOf(as: string | undefined, item: SimItem): SimUser {
    return as === undefined ? (world.userById(item.ownerId) ?? admin(world)) : userNamed(world, as, 'as');
  }
}

const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** What collaborations' events say besides the item. */
function collaborationEvent({ id, party, role: as }: SimCollaboration): Pick<Happening, 'accessibleBy' | 'details'> {
  const { type, id: partyId, name, login } = party;
  return {
    accessibleBy: type === 'group' ? { type, id: partyId, name } : { type, id: partyId, name, login },
    details: { type: 'box://event/additional_details/collaboration', collab_id: id, role: as },
  };
}

function resultOf(type: string, event: SimEvent): ActionResult {
  const { eventId, itemId, itemType, at } = event;
  return { type, eventId, itemId, itemType, at: new Date(at).toISOString() };
}
