/** The world in Box's words: JSON as its API answers it. */
import type { SimItem, SimUser } from '../../enterprise/model.js';
import type { World } from '../../enterprise/world/world.js';
import { boxTime } from '../../time/box-time.js';
import type { RenderContext, Viewer } from '../sharing/viewer.js';
import { ITEM_FIELDS } from './item-fields.js';
import { rootFields } from './path-view.js';

/** The fields that an answer holds: those asked for, besides the ones that are always there. */
export type FieldFilter = (name: string) => boolean;

/** Reads the `fields` parameter; null asks for the standard set. */
export function parseFields(query: string | undefined, standard: readonly string[]): FieldFilter {
  const wanted = new Set(query ? query.split(',').map((name) => name.trim().split('.')[0] ?? '') : standard);
  return (name) => wanted.has(name);
}

const USER_STANDARD = [
  'name', 'login', 'created_at', 'modified_at', 'language', 'timezone', 'space_amount', 'space_used',
  'max_upload_size', 'status', 'job_title', 'phone', 'address', 'avatar_url', 'notification_email',
]; // prettier-ignore

/** A user; `role` and `enterprise` only when asked for. */
export function userView(user: SimUser, fields: string | undefined): Record<string, unknown> {
  const has = parseFields(fields, USER_STANDARD);
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

const ITEM_MINI = ['sequence_id', 'name', 'sha1', 'file_version', 'url'];
const ITEM_STANDARD = [
  ...ITEM_MINI, 'description', 'size', 'path_collection', 'created_at', 'modified_at', 'trashed_at', 'purged_at',
  'content_created_at', 'content_modified_at', 'created_by', 'modified_by', 'owned_by', 'shared_link', 'parent',
  'item_status', 'folder_upload_email',
]; // prettier-ignore

/** Which of an item's forms an answer holds when no fields are named. */
export type ItemForm = 'mini' | 'standard';

/** A file, folder or web link. */
export const itemView = (
  world: World,
  item: SimItem,
  fields: string | undefined,
  form: ItemForm,
  viewer?: Viewer,
): Record<string, unknown> => itemRenderer(world, fields, form, viewer)(item);

/** Tells many items in the same form: which fields is settled once. */
export function itemRenderer(
  world: World,
  fields: string | undefined,
  form: ItemForm,
  viewer?: Viewer,
): (item: SimItem) => Record<string, unknown> {
  const has = parseFields(fields, form === 'mini' ? ITEM_MINI : ITEM_STANDARD);
  const context: RenderContext = { world, viewer, fields };
  const renderers = {
    file: Object.entries(ITEM_FIELDS.file).filter(([name]) => has(name)),
    folder: Object.entries(ITEM_FIELDS.folder).filter(([name]) => has(name)),
    web_link: Object.entries(ITEM_FIELDS.web_link).filter(([name]) => has(name)),
  };
  return (item) => {
    const view: Record<string, unknown> = { type: item.type, id: item.id, etag: String(item.etag) };
    for (const [name, render] of renderers[item.type]) view[name] = render(item, context);
    return view;
  };
}

/** A user's root folder; what it has besides the standard fields only when asked for. */
export function rootView(fields: string | undefined): Record<string, unknown> {
  const { type, id, etag, ...rest } = rootFields();
  const has = parseFields(fields, Object.keys(rest));
  return pick({ type, id, etag }, has, {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, () => value])),
    has_collaborations: () => false,
    tags: () => [],
    sync_state: () => 'not_synced',
  });
}

function pick(
  base: Record<string, unknown>,
  has: FieldFilter,
  fields: Record<string, () => unknown>,
): Record<string, unknown> {
  for (const [name, value] of Object.entries(fields)) if (has(name)) base[name] = value();
  return base;
}
