/** What Box answers about users, items and collaborations: parsed, and no more of it than Boxward needs. */
import { z } from 'zod';
import type { Collaboration } from '../domain/collaborators.js';
import { ACCOUNT_ROLES, type AccountRole, type Enterprise } from '../domain/connection.js';
import type { SharedLink } from '../domain/exposure.js';

/** A managed user. */
export interface BoxUser {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: AccountRole;
  readonly status: string;
  /** Null where Box does not say, and for accounts without one. */
  readonly enterprise: Enterprise | null;
}

interface ItemCore {
  readonly id: string;
  readonly etag: string | null;
  readonly name: string;
  readonly ownerId: string;
  readonly ownerLogin: string;
  /** Its own link; null when it carries none, whatever the folders above carry. */
  readonly link: SharedLink | null;
  readonly hasCollaborations: boolean;
  readonly itemStatus: 'active' | 'trashed' | 'deleted';
  readonly parentId: string | null;
  /** The folders above, top first, without the root; empty in listings. */
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

/** What a folder's listing holds. */
export type BoxItem = BoxFile | BoxFolder | { readonly type: 'web_link'; readonly id: string };

/** A collaboration, and the item it is attached to. */
export interface BoxCollaboration extends Collaboration {
  readonly itemId: string | null;
}

/** One page; a marker that is absent, null or empty is the end. */
export interface Page<T> {
  readonly entries: readonly T[];
  readonly nextMarker: string | null;
}

/** The fields of an item that exposure needs, all in the listing's own call. */
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

/** The same, with where the item stands. */
export const PLACED_ITEM_FIELDS = `${ITEM_FIELDS},path_collection`;

export const USER_FIELDS = 'id,login,name,role,status,enterprise';

/** Box leaves out, and sets to null, what it does not want to tell. */
const told = z
  .string()
  .nullish()
  .transform((text) => text ?? '');
const id = z.union([z.string(), z.number().int()]).transform(String);
/** Times come with the tenant's zone. */
const time = z.iso
  .datetime({ offset: true })
  .nullish()
  .transform((text) => (text == null ? null : new Date(text).toISOString()));

export const boxUser = z
  .object({
    id,
    login: told,
    name: told,
    role: z.enum(ACCOUNT_ROLES).catch('user'),
    status: z.string().nullish(),
    enterprise: z.object({ id, name: told }).nullish(),
  })
  .transform((user): BoxUser => ({ ...user, status: user.status ?? 'active', enterprise: user.enterprise ?? null }));

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
  name: told,
  owned_by: z.object({ id, login: told }).nullish(),
  shared_link: sharedLink,
  has_collaborations: z.boolean().nullish(),
  item_status: z.enum(['active', 'trashed', 'deleted']).catch('active'),
  parent: z.object({ id }).nullish(),
  path_collection: z.object({ entries: z.array(z.object({ id, name: told })) }).nullish(),
};

const rawFile = z.object({
  ...itemCore,
  size: z.number().nullish(),
  sha1: z.string().nullish(),
  created_at: time,
  modified_at: time,
});
const rawFolder = z.object(itemCore);

export const boxFile = rawFile.transform(toFile);
export const boxFolder = rawFolder.transform(toFolder);

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
    // Box's root is "0"; the trash is "1".
    ancestors: (item.path_collection?.entries ?? []).filter((above) => above.id !== '0' && above.id !== '1'),
  };
}

const boxItem = z.discriminatedUnion('type', [
  rawFile.extend({ type: z.literal('file') }).transform(toFile),
  rawFolder.extend({ type: z.literal('folder') }).transform(toFolder),
  z.object({ type: z.literal('web_link'), id }),
]);

export const boxCollaboration = z
  .object({
    status: z.string().default('accepted'),
    role: told,
    accessible_by: z.object({ type: z.enum(['user', 'group']), id, name: told, login: z.string().nullish() }).nullish(),
    invite_email: z.string().nullish(),
    item: z.object({ id }).nullish(),
  })
  .transform(({ status, role, accessible_by: by, invite_email: inviteEmail, item }): BoxCollaboration => ({
    status,
    role,
    accessibleBy: by ? { ...by, login: by.login ?? null } : null,
    inviteEmail: inviteEmail ?? null,
    itemId: item?.id ?? null,
  }));

/** A page of entries, by marker. */
export const pageOf = <T extends z.ZodType>(entry: T) =>
  z
    .object({ entries: z.array(entry), next_marker: z.string().nullish() })
    .transform((page): Page<z.output<T>> => ({ entries: page.entries, nextMarker: page.next_marker || null }));

/** A page of a listing; items of a kind that Box may yet invent are passed over. */
export const itemPage = pageOf(z.looseObject({ type: z.string() }))
  .transform(({ entries, nextMarker }) => ({
    entries: entries.filter(({ type }) => type === 'file' || type === 'folder' || type === 'web_link'),
    nextMarker,
  }))
  .pipe(z.object({ entries: z.array(boxItem), nextMarker: z.string().nullable() }));
