import { z } from 'zod';
import type { SharedLink } from '../domain/exposure.js';
import { id, optionalText, pageOf } from './responses.js';

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

/** A time, which Box sends in the time zone of the enterprise. */
const time = z.iso
  .datetime({ offset: true })
  .nullish()
  .transform((text) => (text == null ? null : new Date(text).toISOString()));

const sharedLink = z
  .object({
    url: z.string(),
    access: z.string().nullish(),
    effective_access: z.string().nullish(),
    is_password_enabled: z.boolean().nullish(),
  })
  .nullish()
  .transform((link): SharedLink | null => {
    if (!link) return null;
    const access = link.effective_access ?? link.access;
    const known = access === 'open' || access === 'company' ? access : 'collaborators';
    return { url: link.url, access: known, passwordProtected: link.is_password_enabled ?? false };
  });

const itemCore = {
  id,
  etag: z.string().nullish(),
  name: optionalText,
  owned_by: z.object({ id, login: optionalText }).nullish(),
  shared_link: sharedLink,
  has_collaborations: z.boolean().nullish(),
  item_status: z.enum(['active', 'trashed', 'deleted']).catch('active'),
  parent: z.object({ id }).nullish(),
  path_collection: z.object({ entries: z.array(z.object({ id, name: optionalText })) }).nullish(),
};
const rawFile = z.object({
  ...itemCore,
  size: z.number().nullish(),
  sha1: z.string().nullish(),
  created_at: time,
  modified_at: time,
});
const rawFolder = z.object(itemCore);

/** Parses a file. */
export const boxFile = rawFile.transform(toFile);

/** Parses a folder. */
export const boxFolder = rawFolder.transform(toFolder);

const boxItem = z.discriminatedUnion('type', [
  rawFile.extend({ type: z.literal('file') }).transform(toFile),
  rawFolder.extend({ type: z.literal('folder') }).transform(toFolder),
  z.object({ type: z.literal('web_link'), id }),
]);

/** Parses a page of a folder's items. Items of an unknown type, which Box may add, are ignored. */
export const itemPage = pageOf(z.looseObject({ type: z.string() }))
  .transform(({ entries, nextMarker }) => ({
    entries: entries.filter(({ type }) => type === 'file' || type === 'folder' || type === 'web_link'),
    nextMarker,
  }))
  .pipe(z.object({ entries: z.array(boxItem), nextMarker: z.string().nullable() }));

function toFile(file: z.output<typeof rawFile>): BoxFile {
  return {
    type: 'file',
    ...coreOf(file),
    size: file.size ?? 0,
    sha1: file.sha1 ?? null,
    createdAt: file.created_at,
    modifiedAt: file.modified_at,
  };
}

function toFolder(folder: z.output<typeof rawFolder>): BoxFolder {
  return { type: 'folder', ...coreOf(folder) };
}

function coreOf(item: z.output<typeof rawFolder>): ItemCore {
  return {
    id: item.id,
    etag: item.etag ?? null,
    name: item.name,
    ownerId: item.owned_by?.id ?? '',
    ownerLogin: item.owned_by?.login ?? '',
    link: item.shared_link,
    hasCollaborations: item.has_collaborations ?? false,
    itemStatus: item.item_status,
    parentId: item.parent?.id ?? null,
    // The root has id 0, the trash id 1.
    ancestors: (item.path_collection?.entries ?? []).filter((above) => above.id !== '0' && above.id !== '1'),
  };
}
