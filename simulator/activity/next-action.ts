/** What people do next in a living enterprise: drawn from a seed and a count, whatever the time. */
import type { Action } from '../enterprise/actions/index.js';
import { freeName } from '../enterprise/world/item-names.js';
import type { SimItem, SimUser } from '../enterprise/model.js';
import { choose, draw, unit } from '../random.js';
import { managedUsers, type World } from '../enterprise/world/world.js';

/** What people do, of the kinds that a mix weighs. */
export const DEEDS = [
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
/** One of them. */
export type Deed = (typeof DEEDS)[number];

/** How often each deed is done, as weights; what is left out is not done. */
export type Mix = Readonly<Partial<Record<Deed, number>>>;

/** A working day: far more is looked at than changed. */
export const WORKING_DAY: Mix = {
  preview: 30, download: 20, edit: 20, login: 10, upload: 8, share: 4, rename: 2, move: 2, unshare: 2, delete: 1, restore: 1,
}; // prettier-ignore

/** What was done to items that can be undone: file ids, the latest last. */
export interface Undoable {
  readonly shared: readonly string[];
  readonly trashed: readonly string[];
}

/**
 * The `turn`th action of a seed: by somebody who works here, in what is theirs. Undefined when the drawn deed has
 * nothing to be done to: an enterprise without files, nothing in the trash.
 */
export function nextAction(world: World, undoable: Undoable, mix: Mix, seed: number, turn: number): Action | undefined {
  const deed = drawDeed(mix, seed, turn);
  const people = managedUsers(world).filter(({ status }) => status === 'active');
  if (!deed || people.length === 0) return undefined;
  const user = choose(people, seed, 'person', turn);
  if (deed === 'login') return { type: 'login', as: user.id };
  if (deed === 'restore') return undo('restore', undoable.trashed, 'trashed');
  if (deed === 'unshare') return undo('unshare', undoable.shared, 'active');

  const { folder, file } = walk(world, user, seed, turn);
  if (deed === 'upload') {
    const size = 1_000 + (draw(seed, 'size', turn) % 1_000_000);
    const place = { ownerId: user.id, parentId: folder?.id ?? '0' };
    // Work that is begun anew from the same seed comes by the same names.
    const name = freeName(world, place, `Notes ${seed}-${turn}.txt`);
    return { type: 'upload', as: user.id, folderId: place.parentId, name, size };
  }
  if (!file) return undefined;
  switch (deed) {
    case 'share':
      return {
        type: 'share',
        fileId: file.id,
        access: choose(['open', 'company', 'collaborators'], seed, 'link', turn),
      };
    case 'move': {
      const target = walk(world, user, seed, `to ${turn}`).folder?.id ?? '0';
      return target === file.parentId ? undefined : { type: 'move', fileId: file.id, toFolderId: target };
    }
    case 'rename':
      return { type: 'rename', fileId: file.id, name: freeName(world, file, renamed(file.name, turn)) };
    default:
      return { type: deed, fileId: file.id };
  }

  function undo(type: 'restore' | 'unshare', ids: readonly string[], status: SimItem['status']): Action | undefined {
    const item = world.item(ids[draw(seed, 'undo', turn) % ids.length] ?? '');
    return item?.status === status ? { type, fileId: item.id } : undefined;
  }
}

function drawDeed(mix: Mix, seed: number, turn: number): Deed | undefined {
  const total = DEEDS.reduce((sum, deed) => sum + (mix[deed] ?? 0), 0);
  let left = unit(seed, 'deed', turn) * total;
  return DEEDS.find((deed) => (left -= mix[deed] ?? 0) < 0);
}

const DEEPEST = 6;

/** Goes down from a user's root: a file of the user's where there is one, and the folder that the way ended in. */
function walk(
  world: World,
  user: SimUser,
  seed: number,
  turn: number | string,
): { readonly folder: SimItem | null; readonly file: SimItem | null } {
  let folder: SimItem | null = null;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const here = world.children(user.id, folder?.id ?? '0');
    if (here.length === 0) break;
    const next = choose(here, seed, 'way', turn, depth);
    if (next.type === 'file') return { folder, file: next };
    folder = next;
  }
  return { folder, file: null };
}

const VERSION = / \(v\d+\)/;
/** A new name, of about the old one's length. */
function renamed(name: string, turn: number): string {
  const dot = name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return `${stem.replace(VERSION, '').slice(0, 220)} (v${turn})${extension.slice(0, 20)}`;
}
