/** Folders and their items. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { authenticate, type Caller, isHiddenByAsUser } from '../box/auth/caller.js';
import { parseBody } from '../box/http/body.js';
import { badRequest } from '../box/http/errors.js';
import { pageBounds, type PageQuery, paginate } from '../box/http/paging.js';
import { itemRenderer, itemView, rootView } from '../box/items/item-view.js';
import { orderView, parseOrder, rootItems, sortItems, type SortQuery } from '../box/items/listing.js';
import { assertNameFree, assertNameValid } from '../box/items/name-checks.js';
import { assertActive, getTargetFolder } from '../box/sharing/item-access.js';
import { getAccessibleItem } from '../box/sharing/shared-link-access.js';
import { viewerOf } from '../box/sharing/viewer.js';
import { perform, performOnItem } from '../commands/perform.js';
import type { SimItem } from '../enterprise/model.js';
import { childrenOf } from '../enterprise/world/items.js';
import type { State } from '../state.js';

interface ById {
  Params: { id: string };
  Querystring: PageQuery & SortQuery & { readonly fields?: string };
}

/** "The maximum offset is 9999" for a folder's items (Box's guide to offset-based pagination). */
const MAX_OFFSET = 9_999;
const createBody = z.object({
  name: z.string(),
  parent: z.object({ id: z.string() }),
  folder_upload_email: z.object({ access: z.enum(['open', 'collaborators']) }).nullish(),
});

/** Registers `GET /folders/:id`, `GET /folders/:id/items` and `POST /folders`. */
export function folderRoutes(app: FastifyInstance, state: State): void {
  const { world } = state;

  app.get<ById>('/2.0/folders/:id/items', (request) => {
    const caller = authenticate(state, request);
    const { user } = caller;
    const { query, params } = request;
    const byMarker = query.usemarker === 'true';
    const isSorted = query.sort !== undefined || query.direction !== undefined;
    if (byMarker && isSorted && params.id === '0') {
      throw badRequest('invalid_parameter', 'sort is not supported for marker-based pagination on the root folder');
    }
    const items = itemsOf(caller, params.id, request.headers['boxapi']);
    const view = itemRenderer(world, query.fields, 'mini', viewerOf(state, user));
    const order = parseOrder(query);
    // Without a requested order, Box does not sort pages by marker.
    const page = paginate(byMarker && !isSorted ? items : sortItems(items, order), query, view, false, MAX_OFFSET);
    return byMarker ? page : { ...page, order: orderView(order) };
  });

  app.get<ById>('/2.0/folders/:id', (request, reply) => {
    const caller = authenticate(state, request);
    const { user } = caller;
    const { query, params } = request;
    const boxApi = request.headers['boxapi'];
    const folder = params.id === '0' ? null : getAccessibleItem(state, user, 'folder', params.id, boxApi);
    if (folder) assertActive(state, folder);
    if (folder && request.headers['if-none-match'] === String(folder.etag)) return reply.code(304).send();
    const view = folder
      ? itemView(world, folder, query.fields, 'standard', viewerOf(state, user))
      : rootView(query.fields);
    const isRequested = query.fields?.split(',').includes('item_collection') ?? true;
    return isRequested ? { ...view, item_collection: collection(itemsOf(caller, params.id, boxApi), query) } : view;
  });

  app.post<{ Querystring: { readonly fields?: string } }>('/2.0/folders', (request, reply) => {
    const { user } = authenticate(state, request);
    const { name, parent, folder_upload_email: email } = parseBody(createBody, request.body);
    const place = getTargetFolder(state, user, parent.id);
    assertNameValid(name);
    assertNameFree(world, place, name);
    const created = performOnItem(state, { type: 'createFolder', as: user.id, folderId: parent.id, name });
    if (email) perform(state, { type: 'setFolder', as: user.id, folderId: created.id, uploadEmail: email.access });
    const view = itemView(world, created, request.query.fields, 'standard', viewerOf(state, user));
    return reply.code(201).send({ ...view, item_collection: collection([], {}) });
  });

  /** The items of a folder. A root only lists items that `as-user` does not hide. */
  function itemsOf(caller: Caller, folderId: string, boxApi: string | string[] | undefined): SimItem[] {
    const { user } = caller;
    if (folderId === '0') return rootItems(world, user).filter((item) => !isHiddenByAsUser(state, caller, item));
    const folder = getAccessibleItem(state, user, 'folder', folderId, boxApi);
    assertActive(state, folder);
    return childrenOf(world, folder.ownerId, folderId);
  }

  /** The `item_collection` in the JSON of a folder: a page of its items, by sort, direction, offset and limit. */
  function collection(items: readonly SimItem[], query: PageQuery & SortQuery): Record<string, unknown> {
    const { limit, offset } = pageBounds(query, MAX_OFFSET);
    const order = parseOrder(query);
    const view = itemRenderer(world, undefined, 'mini');
    const entries = sortItems(items, order)
      .slice(offset, offset + limit)
      .map(view);
    return { total_count: items.length, entries, offset, limit, order: orderView(order) };
  }
}
