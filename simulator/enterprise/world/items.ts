/** Files, folders and web links: lookup by id, folder contents, and new items. */
import { sizeOf, templateOfSize } from '../content/index.js';
import { generatedChildIds, generatedIds, generatedItem } from '../generated/items.js';
import type { SimItem } from '../model.js';
import type { ItemStore, World } from './world.js';

const FIRST_NEW_FILE = 990_000_000_000;
const FIRST_NEW_FOLDER = 290_000_000_000;

/** A store without changes. */
export const createItemStore = (): ItemStore => ({
  changed: new Map(),
  arrived: new Map(),
  cache: new Map(),
  byCollaborator: null,
  nextId: FIRST_NEW_FILE,
});

/** The item with an id, in the trash or not; undefined for an unknown or purged one. */
export function findItem(world: World, id: string): SimItem | undefined {
  const found = world.items.changed.get(id) ?? generatedOrCached(world, id);
  return found?.status === 'purged' ? undefined : found;
}

/** The item with an id, to be changed: it is stored from now on. */
export function itemForUpdate(world: World, id: string): SimItem | undefined {
  const found = findItem(world, id);
  if (found) world.items.changed.set(id, found);
  return found;
}

/** The item as it was generated. It is shared: do not change it. */
export function generatedOrCached({ generated, items: { cache } }: World, id: string): SimItem | undefined {
  const cached = cache.get(id);
  if (cached) return cached;
  const found = generatedItem(generated, id);
  if (found && (found.type === 'folder' || found.collaborations.length > 0)) cache.set(id, found);
  return found;
}

/** The new and changed items, in any state. */
export const changedItems = ({ items }: World): Iterable<SimItem> => items.changed.values();

/** The ids of all generated and new folders or files, in any state. */
export function* allItemIds(world: World, type: 'file' | 'folder'): Iterable<string> {
  yield* generatedIds(world.generated, type);
  const firstNew = type === 'file' ? FIRST_NEW_FILE : FIRST_NEW_FOLDER;
  for (const item of changedItems(world)) if (item.type === type && Number(item.id) >= firstNew) yield item.id;
}

/** All files or folders that are not in the trash, themselves or with a folder above. */
export function* activeItems(world: World, type: 'file' | 'folder'): Iterable<SimItem> {
  for (const id of allItemIds(world, type)) {
    const item = findItem(world, id);
    if (item && isActive(world, item)) yield item;
  }
}

/** The items of a folder that are not in the trash: folders, files, web links. `ownerId` says whose root '0' is. */
export function childrenOf(world: World, ownerId: string, folderId: string): SimItem[] {
  const children: Record<SimItem['type'], SimItem[]> = { folder: [], file: [], web_link: [] };
  for (const id of idsEverIn(world, ownerId, folderId)) {
    const child = findItem(world, id);
    const isHere = child?.status === 'active' && child.parentId === folderId;
    if (isHere && (folderId !== '0' || child.ownerId === ownerId)) children[child.type].push(child);
  }
  return [...children.folder, ...children.file, ...children.web_link];
}

/** The ids of all items that are or were in a folder, each once. */
export function idsEverIn({ generated, items }: World, ownerId: string, folderId: string): Iterable<string> {
  const ids = generatedChildIds(generated, ownerId, folderId);
  const arrived = items.arrived.get(placeKey(ownerId, folderId));
  return arrived ? new Set([...ids, ...arrived]) : ids;
}

/** A key of a folder or root. */
export const placeKey = (ownerId: string, folderId: string): string =>
  folderId === '0' ? `root/${ownerId}` : folderId;

/** The folders above an item, topmost first, without the root. */
export function ancestorsOf(world: World, item: SimItem): SimItem[] {
  const ancestors: SimItem[] = [];
  for (let parent = findItem(world, item.parentId); parent; parent = findItem(world, parent.parentId)) {
    ancestors.unshift(parent);
  }
  return ancestors;
}

/** Whether neither the item nor a folder above it is in the trash. */
export function isActive(world: World, item: SimItem): boolean {
  if (item.status !== 'active') return false;
  if (item.parentId === '0') return true;
  const parent = findItem(world, item.parentId);
  return parent !== undefined && isActive(world, parent);
}

/** The items of an owner that were trashed themselves, not with a folder above them. */
export const trashedItems = (world: World, ownerId: string): SimItem[] =>
  [...changedItems(world)].filter((item) => {
    const parent = findItem(world, item.parentId);
    return item.ownerId === ownerId && item.status === 'trashed' && (!parent || isActive(world, parent));
  });

/** The fields of a new item; the others have their defaults. For a file, `size` is approximate. */
export type NewItem = Pick<SimItem, 'name' | 'parentId' | 'ownerId' | 'size'> &
  Partial<Pick<SimItem, 'createdBy' | 'description' | 'url' | 'classification'>>;

/** Adds an item at a time in epoch milliseconds. */
export function addItem(world: World, type: SimItem['type'], fields: NewItem, at: number): SimItem {
  const { items, size } = world;
  const id = String(type === 'folder' ? items.nextId - FIRST_NEW_FILE + FIRST_NEW_FOLDER : items.nextId);
  const template = type === 'file' ? templateOfSize(fields.name, fields.size) : '';
  const item: SimItem = {
    ...fields,
    type,
    id,
    template,
    size: type === 'file' ? sizeOf(size.seed, { id, template, version: 1 }) : 0,
    version: 1,
    etag: 0,
    createdAt: at,
    modifiedAt: at,
    link: null,
    collaborations: [],
    status: 'active',
    lock: null,
  };
  items.nextId += 1;
  items.changed.set(item.id, item);
  recordArrival(world, item);
  return item;
}

/** Makes a new or moved item appear in its folder. */
export function recordArrival({ items: { arrived } }: World, { id, ownerId, parentId }: SimItem): void {
  const key = placeKey(ownerId, parentId);
  arrived.set(key, (arrived.get(key) ?? new Set()).add(id));
}
