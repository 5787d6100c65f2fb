/** The world in Box's words: JSON as its API answers it. */
import type { SimCollaboration, SimItem, SimUser } from '../enterprise/model.js';
import { sha1Of } from '../enterprise/content/index.js';
import { ACME } from '../enterprise/draw.js';
import type { World } from '../enterprise/world.js';

/** A time as Box tells it: in the tenant's zone, no fraction. */
export function boxTime(ms: number): string {
  const offsetHours = isDaylightSaving(ms) ? 7 : 8;
  return `${new Date(ms - offsetHours * 3_600_000).toISOString().slice(0, 19)}-0${offsetHours}:00`;
}

/** Roughly the Pacific zone's rule: from mid-March to early November. */
function isDaylightSaving(ms: number): boolean {
  const date = new Date(ms);
  const day = date.getUTCMonth() * 31 + date.getUTCDate();
  return day > 2 * 31 + 10 && day < 10 * 31 + 5;
}

const mini = (user: SimUser | undefined, id: string) => ({
  type: 'user',
  id,
  name: user?.name ?? '',
  login: user?.login ?? '',
});

/** The fields that an answer holds: those asked for, besides the ones that are always there. */
export type FieldFilter = (name: string) => boolean;

/** Reads the `fields` parameter; null asks for the standard set. */
export function fieldsOf(query: string | undefined, standard: readonly string[]): FieldFilter {
  const wanted = new Set(query ? query.split(',').map((name) => name.trim().split('.')[0] ?? '') : standard);
  return (name) => wanted.has(name);
}

const USER_STANDARD = [
  'name', 'login', 'created_at', 'modified_at', 'language', 'timezone', 'space_amount', 'space_used',
  'max_upload_size', 'status', 'job_title', 'phone', 'address', 'avatar_url', 'notification_email',
]; // prettier-ignore

/** A user; `role` and `enterprise` only when asked for. */
export function userView(user: SimUser, fields: string | undefined): Record<string, unknown> {
  const has = fieldsOf(fields, USER_STANDARD);
  return pick({ type: 'user', id: user.id }, has, {
    name: () => user.name,
    login: () => user.login,
    role: () => user.role,
    status: () => user.status,
    enterprise: () => ({ type: 'enterprise', ...user.enterprise }),
    created_at: () => boxTime(user.createdAt),
    modified_at: () => boxTime(user.createdAt),
    language: () => 'en',
    timezone: () => 'America/Los_Angeles',
    space_amount: () => 10_995_116_277_760,
    space_used: () => 0,
    max_upload_size: () => 5_368_709_120,
    job_title: () => '',
    phone: () => '',
    address: () => '',
    avatar_url: () => `https://acme.box.example/avatar/${user.id}`,
    notification_email: () => null,
    can_see_managed_users: () => true,
    is_sync_enabled: () => true,
  });
}

const ITEM_MINI = ['sequence_id', 'name', 'sha1', 'file_version'];
const ITEM_STANDARD = [
  ...ITEM_MINI, 'description', 'size', 'path_collection', 'created_at', 'modified_at', 'trashed_at', 'purged_at',
  'content_created_at', 'content_modified_at', 'created_by', 'modified_by', 'owned_by', 'shared_link', 'parent',
  'item_status', 'folder_upload_email', 'item_collection',
]; // prettier-ignore

/** Which of an item's forms an answer holds when no fields are named. */
export type ItemForm = 'mini' | 'standard';

/** A file or folder. */
export function itemView(
  world: World,
  item: SimItem,
  fields: string | undefined,
  form: ItemForm,
): Record<string, unknown> {
  const has = fieldsOf(fields, form === 'mini' ? ITEM_MINI : ITEM_STANDARD);
  const owner = () => mini(world.userById(item.ownerId), item.ownerId);
  const hash = () => sha1Of(world.size.seed, item);
  const file = item.type === 'file';
  return pick({ type: item.type, id: item.id, etag: String(item.etag) }, has, {
    sequence_id: () => String(item.etag),
    name: () => item.name,
    ...(file ? { sha1: hash } : {}),
    ...(file
      ? { file_version: () => ({ type: 'file_version', id: versionId(item, item.version), sha1: hash() }) }
      : { folder_upload_email: () => null }),
    description: () => '',
    size: () => item.size,
    path_collection: () => pathCollection(world, item),
    created_at: () => boxTime(item.createdAt),
    modified_at: () => boxTime(item.modifiedAt),
    content_created_at: () => boxTime(item.createdAt),
    content_modified_at: () => boxTime(item.modifiedAt),
    trashed_at: () => (item.status === 'trashed' ? boxTime(item.modifiedAt) : null),
    purged_at: () => null,
    created_by: owner,
    modified_by: owner,
    owned_by: owner,
    // Trash strips links.
    shared_link: () => (item.status === 'active' ? linkView(item) : null),
    parent: () => (item.status === 'trashed' ? null : parentView(world, item)),
    item_status: () => (world.isActive(item) ? 'active' : 'trashed'),
    has_collaborations: () => item.collaborations.length > 0,
    is_externally_owned: () => false,
    ...(file ? { extension: () => (item.name.includes('.') ? item.name.split('.').at(-1) : '') } : {}),
    ...(file ? { version_number: () => String(item.version), lock: () => null, comment_count: () => 0 } : {}),
    tags: () => [],
  });
}

function linkView({ link }: SimItem): Record<string, unknown> | null {
  if (!link) return null;
  return {
    url: link.url,
    download_url: null,
    vanity_url: null,
    vanity_name: null,
    access: link.access,
    effective_access: link.access,
    effective_permission: 'can_download',
    is_password_enabled: link.password,
    unshared_at: null,
    download_count: 0,
    preview_count: 0,
    permissions: { can_preview: true, can_download: true, can_edit: false },
  };
}

/** The id of a file's version; versions count from 1. */
export const versionId = (file: SimItem, version: number): string => `${file.id}${version}`;

/** The version that an id names; null when the file never had it. */
export function versionOfId(file: SimItem, id: string): number | null {
  const version = Number(id.slice(file.id.length));
  return Number.isInteger(version) && version >= 1 && version <= file.version && versionId(file, version) === id
    ? version
    : null;
}

const ROOT = { type: 'folder', id: '0', sequence_id: null, etag: null, name: 'All Files' };
const miniFolder = (folder: SimItem) => ({
  type: 'folder',
  id: folder.id,
  sequence_id: String(folder.etag),
  etag: String(folder.etag),
  name: folder.name,
});

function parentView(world: World, item: SimItem): Record<string, unknown> {
  const parent = world.item(item.parentId);
  return parent ? miniFolder(parent) : ROOT;
}

function pathCollection(world: World, item: SimItem): Record<string, unknown> {
  if (!world.isActive(item)) {
    return { total_count: 1, entries: [{ type: 'folder', id: '1', sequence_id: null, etag: null, name: 'Trash' }] };
  }
  const entries = [ROOT, ...world.ancestors(item).map(miniFolder)];
  return { total_count: entries.length, entries };
}

/** The root folder of a user: full of nulls. */
export function rootView(): Record<string, unknown> {
  const nobody = { type: 'user', id: '', name: '', login: '' };
  return {
    ...ROOT,
    created_at: null,
    modified_at: null,
    description: '',
    size: 0,
    path_collection: { total_count: 0, entries: [] },
    created_by: nobody,
    modified_by: nobody,
    owned_by: nobody,
    shared_link: null,
    parent: null,
    item_status: 'active',
  };
}

/** A collaboration; one that a stranger has not answered is known by an address. */
export function collaborationView(
  world: World,
  item: SimItem,
  collaboration: SimCollaboration,
): Record<string, unknown> {
  const { id, party, role, status, createdAt } = collaboration;
  const isStranger = party.type === 'user' && world.userById(party.id)?.enterprise.id !== ACME.id;
  const accessibleBy =
    party.type === 'group'
      ? { type: 'group', id: party.id, name: party.name, group_type: 'managed_group' }
      : {
          type: 'user',
          id: party.id,
          name: status === 'pending' ? '' : party.name,
          login: party.login,
          is_active: true,
        };
  return {
    type: 'collaboration',
    id,
    item:
      status === 'pending'
        ? null
        : { type: item.type, id: item.id, etag: String(item.etag), sequence_id: String(item.etag), name: item.name },
    accessible_by: status === 'pending' && isStranger ? null : accessibleBy,
    invite_email: status === 'pending' && isStranger ? party.login : null,
    role,
    status,
    expires_at: null,
    acknowledged_at: status === 'accepted' ? boxTime(createdAt) : null,
    is_access_only: false,
    created_by: mini(world.userById(item.ownerId), item.ownerId),
    created_at: boxTime(createdAt),
    modified_at: boxTime(createdAt),
  };
}

function pick(
  base: Record<string, unknown>,
  has: FieldFilter,
  fields: Record<string, () => unknown>,
): Record<string, unknown> {
  for (const [name, value] of Object.entries(fields)) if (has(name)) base[name] = value();
  return base;
}
