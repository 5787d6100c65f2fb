/** The JSON of items in API responses. */
import type { SimItem } from '../../enterprise/model.js';
import type { World } from '../../enterprise/world/world.js';
import { parseFields, pickFields } from '../http/fields.js';
import type { RenderContext, Viewer } from '../sharing/viewer.js';
import { ITEM_FIELDS } from './item-fields.js';
import { rootFields } from './path-view.js';

const ITEM_MINI = ['sequence_id', 'name', 'sha1', 'file_version', 'url'];
const ITEM_STANDARD = [
  ...ITEM_MINI, 'description', 'size', 'path_collection', 'created_at', 'modified_at', 'trashed_at', 'purged_at',
  'content_created_at', 'content_modified_at', 'created_by', 'modified_by', 'owned_by', 'shared_link', 'parent',
  'item_status', 'folder_upload_email',
]; // prettier-ignore

/** The set of fields in a response whose request names none. */
export type ItemForm = 'mini' | 'standard';

/** The JSON of a file, folder or web link. */
export const itemView = (
  world: World,
  item: SimItem,
  fields: string | undefined,
  form: ItemForm,
  viewer?: Viewer,
): Record<string, unknown> => itemRenderer(world, fields, form, viewer)(item);

/** Returns a function that renders items. The fields are selected only once. */
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

/** The JSON of a user's root folder. Fields besides the standard ones are included only on request. */
export function rootView(fields: string | undefined): Record<string, unknown> {
  const { type, id, etag, ...rest } = rootFields();
  const has = parseFields(fields, Object.keys(rest));
  return pickFields({ type, id, etag }, has, {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, () => value])),
    has_collaborations: () => false,
    tags: () => [],
    sync_state: () => 'not_synced',
  });
}
