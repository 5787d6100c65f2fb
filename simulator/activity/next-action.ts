/** Chooses the next action of generated activity, from a seed and a running number only. */
import type { Action } from '../enterprise/actions/index.js';
import type { SimItem, SimUser } from '../enterprise/model.js';
import { freeName } from '../enterprise/world/item-names.js';
import { childrenOf, findItem } from '../enterprise/world/items.js';
import { managedUsers } from '../enterprise/world/users.js';
import type { World } from '../enterprise/world/world.js';
import { choose, randomFraction, randomUint32 } from '../random.js';

/** The kinds of generated activity. */
export const ACTIVITY_KINDS = [
  'edit',
  'upload',
  'share',
  'unshare',
  'move',
  'rename',
  'delete',
  'restore',
  'preview',
  'download',
  'login',
] as const;
/** A kind of generated activity. */
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

/** How often each kind occurs, as weights. A kind without a weight does not occur. */
export type ActivityMix = Readonly<Partial<Record<ActivityKind, number>>>;

/** A working day: far more reads than changes. */
export const WORKING_DAY: ActivityMix = {
  preview: 30, download: 20, edit: 20, login: 10, upload: 8, share: 4, rename: 2, move: 2, unshare: 2, delete: 1, restore: 1,
}; // prettier-ignore

/** Ids of files whose last change can be undone, the latest last. */
export interface Undoable {
  readonly shared: readonly string[];
  readonly trashed: readonly string[];
}

/**
 * The action number `index` of a seed: by an active user, on one of the user's own items. Undefined when the chosen
 * kind has no possible target, such as a restore with nothing in the trash.
 */
export function nextAction(
  world: World,
  undoable: Undoable,
  mix: ActivityMix,
  seed: number,
  index: number,
): Action | undefined {
  const kind = chooseKind(mix, seed, index);
  const activeUsers = managedUsers(world).filter(({ status }) => status === 'active');
  if (!kind || activeUsers.length === 0) return undefined;
  const user = choose(activeUsers, seed, 'person', index);
  if (kind === 'login') return { type: 'login', as: user.id };
  if (kind === 'restore') return undo('restore', undoable.trashed, 'trashed');
  if (kind === 'unshare') return undo('unshare', undoable.shared, 'active');

  const { folder, file } = walk(world, user, seed, index);
  if (kind === 'upload') {
    const size = 1_000 + (randomUint32(seed, 'size', index) % 1_000_000);
    const place = { ownerId: user.id, parentId: folder?.id ?? '0' };
    // A restart with the same seed generates the same names again.
    const name = freeName(world, place, `Notes ${seed}-${index}.txt`);
    return { type: 'upload', as: user.id, folderId: place.parentId, name, size };
  }
  if (!file) return undefined;
  switch (kind) {
    case 'share':
      return {
        type: 'share',
        fileId: file.id,
        access: choose(['open', 'company', 'collaborators'], seed, 'link', index),
      };
    case 'move': {
      const target = walk(world, user, seed, `to ${index}`).folder?.id ?? '0';
      return target === file.parentId ? undefined : { type: 'move', fileId: file.id, toFolderId: target };
    }
    case 'rename':
      return { type: 'rename', fileId: file.id, name: freeName(world, file, renamed(file.name, index)) };
    default:
      return { type: kind, fileId: file.id };
  }

  function undo(type: 'restore' | 'unshare', ids: readonly string[], status: SimItem['status']): Action | undefined {
    const item = findItem(world, ids[randomUint32(seed, 'undo', index) % ids.length] ?? '');
    return item?.status === status ? { type, fileId: item.id } : undefined;
  }
}

function chooseKind(mix: ActivityMix, seed: number, index: number): ActivityKind | undefined {
  const total = ACTIVITY_KINDS.reduce((sum, kind) => sum + (mix[kind] ?? 0), 0);
  let left = randomFraction(seed, 'deed', index) * total;
  return ACTIVITY_KINDS.find((kind) => (left -= mix[kind] ?? 0) < 0);
}

const MAX_DEPTH = 6;

/** Descends from a user's root to the first file on the way. Returns the last folder reached too; null is the root. */
function walk(
  world: World,
  user: SimUser,
  seed: number,
  key: number | string,
): { readonly folder: SimItem | null; readonly file: SimItem | null } {
  let folder: SimItem | null = null;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const children = childrenOf(world, user.id, folder?.id ?? '0');
    if (children.length === 0) break;
    const next = choose(children, seed, 'way', key, depth);
    if (next.type === 'file') return { folder, file: next };
    folder = next;
  }
  return { folder, file: null };
}

const VERSION = / \(v\d+\)/;
/** A new name of about the same length. */
function renamed(name: string, index: number): string {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return `${stem.replace(VERSION, '').slice(0, 220)} (v${index})${extension.slice(0, 20)}`;
}
