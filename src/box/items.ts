import { LINK_ACCESSES, type SharedLink } from '../domain/exposure.js';
import { asFlag, asId, asObject, asSize, asText, asTextOrNull, asTime } from './lenient.js';
import { pageOf, single, type ReadEntry } from './responses.js';

interface ItemCore {
  readonly id: string;
  readonly etag: string | null;
  readonly name: string;
  readonly ownerId: string;
  readonly ownerLogin: string;
  /** The item's own shared link; null if it has none, even if a folder above it has one. */
  readonly link: SharedLink | null;
  readonly hasCollaborations: boolean;
  readonly itemStatus: 'active' | 'trashed' | 'deleted';
  readonly parentId: string | null;
  /** The folders above, from the top, without the root; empty in listings. */
  readonly ancestors: readonly { readonly id: string; readonly name: string }[];
}

/** A file; times are RFC 3339 UTC, `size` is in bytes. */
export interface BoxFile extends ItemCore {
  readonly type: 'file';
  readonly size: number;
  readonly sha1: string | null;
  readonly createdAt: string | null;
  readonly modifiedAt: string | null;
}

/** A folder. */
export interface BoxFolder extends ItemCore {
  readonly type: 'folder';
}

/** An item of a folder. */
export type BoxItem = BoxFile | BoxFolder | { readonly type: 'web_link'; readonly id: string };

/** The fields to request in a listing: everything that exposure needs, so that no call per item is necessary. */
export const ITEM_FIELDS = [
  'name',
  'size',
  'sha1',
  'etag',
  'owned_by',
  'shared_link',
  'has_collaborations',
  'item_status',
  'parent',
  'created_at',
  'modified_at',
].join(',');

/** The fields to request for a single item: the same, with the folders above it. */
export const PLACED_ITEM_FIELDS = `${ITEM_FIELDS},path_collection`;

type Fields = Readonly<Record<string, unknown>>;

/** Parses a file. */
export const boxFile = single((value) => {
  const file = fieldsOf(value, 'file');
  return file && isPlaced(file) ? readFile(file) : null;
});

/** Parses a folder. */
export const boxFolder = single((value) => {
  const folder = fieldsOf(value, 'folder');
  return folder && isPlaced(folder) ? readFolder(folder) : null;
});

/** Parses a page of a folder's items. Items of an unknown type, which Box may add, are ignored. */
export const itemPage = pageOf(readItem);

/** A file or folder in the trash. */
export interface TrashEntry {
  readonly type: 'file' | 'folder';
  readonly id: string;
}

/** Parses a page of the trash. Web links and items of unknown types are ignored. */
export const trashPage = pageOf((entry): ReadEntry<TrashEntry> => {
  const item = asObject(entry);
  const type = asText(item?.['type']).toLowerCase();
  if (!item || type === '') return null;
  const id = asId(item['id']);
  if (type !== 'file' && type !== 'folder') return undefined;
  return id === null ? null : { type, id };
});

function readItem(entry: unknown): ReadEntry<BoxItem> {
  const item = asObject(entry);
  const type = asText(item?.['type']).toLowerCase();
  if (!item || type === '') return null;
  if (type === 'file') return readFile(item);
  if (type === 'folder') return readFolder(item);
  const id = asId(item['id']);
  return type === 'web_link' && id !== null ? { type, id } : undefined;
}

/** The fields of a single item; null if Box sent something else, such as an error with status 200. */
function fieldsOf(value: unknown, type: 'file' | 'folder'): Fields | null {
  const item = asObject(value);
  return item && asText(item['type'] ?? type).toLowerCase() === type ? item : null;
}

/**
 * Whether the folders above a single item can be read: access is inherited from them, so an item whose place is unknown
 * must not count as an item of the root.
 */
function isPlaced({ path_collection: path, parent }: Fields): boolean {
  if (path === null || path === undefined) return (asId(asObject(parent)?.['id']) ?? '0') === '0';
  const above = asObject(path)?.['entries'];
  return Array.isArray(above) && above.every((folder) => asId(asObject(folder)?.['id']) !== null);
}

function readFile(file: Fields): BoxFile | null {
  const core = readCore(file);
  return (
    core && {
      type: 'file',
      ...core,
      size: asSize(file['size']),
      sha1: asTextOrNull(file['sha1']),
      createdAt: asTime(file['created_at']),
      modifiedAt: asTime(file['modified_at']),
    }
  );
}

function readFolder(folder: Fields): BoxFolder | null {
  const core = readCore(folder);
  return core && { type: 'folder', ...core };
}

/** Null for an item that could not be recorded: without an id, or without an owner unless it is in the trash. */
function readCore(item: Fields): ItemCore | null {
  const id = asId(item['id']);
  const itemStatus = readStatus(item['item_status']);
  const owner = asObject(item['owned_by']);
  // Some fields that refer to a user hold only its id.
  const ownerId = asId(owner?.['id'] ?? item['owned_by']);
  if (id === null || (ownerId === null && itemStatus === 'active')) return null;
  return {
    id,
    etag: asTextOrNull(item['etag']),
    name: asText(item['name']),
    ownerId: ownerId ?? '',
    ownerLogin: asText(owner?.['login']),
    link: readLink(item['shared_link']),
    // A collaboration too many costs a call; one that is overlooked hides who has access.
    hasCollaborations: asFlag(item['has_collaborations'], true),
    itemStatus,
    parentId: asId(asObject(item['parent'])?.['id']),
    ancestors: readAncestors(item['path_collection']),
  };
}

function readStatus(value: unknown): ItemCore['itemStatus'] {
  const status = asText(value).toLowerCase();
  return status === 'trashed' || status === 'deleted' ? status : 'active';
}

/** Reads a shared link. A link that cannot be read, or whose access Box does not define, counts as open. */
function readLink(value: unknown): SharedLink | null {
  if (value === null || value === undefined) return null;
  const link = asObject(value);
  const access = asText(link?.['effective_access'] ?? link?.['access']).toLowerCase();
  return {
    url: asText(link?.['url'] ?? value),
    access: LINK_ACCESSES.find((known) => known === access) ?? 'open',
    passwordProtected: asFlag(link?.['is_password_enabled'], false),
  };
}

/** The folders above, without the root, whose id is 0, and the trash, whose id is 1. */
function readAncestors(value: unknown): ItemCore['ancestors'] {
  const above = asObject(value)?.['entries'];
  if (!Array.isArray(above)) return [];
  return above.flatMap((folder: unknown) => {
    const id = asId(asObject(folder)?.['id']);
    return id === null || id === '0' || id === '1' ? [] : [{ id, name: asText(asObject(folder)?.['name']) }];
  });
}
