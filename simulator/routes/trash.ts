/** The trash: listing, restoring and purging items. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { authenticate } from '../box/auth/caller.js';
import { parseBody } from '../box/http/body.js';
import { badRequest, ClientError, forbidden, notFound } from '../box/http/errors.js';
import { type PageQuery, paginate } from '../box/http/paging.js';
import { itemRenderer, itemView } from '../box/items/item-view.js';
import { orderView, parseOrder, sortItems, type SortQuery } from '../box/items/listing.js';
import { assertNameFree, assertNameValid } from '../box/items/name-checks.js';
import { assertRight, getTargetFolder, getVisibleItem, type Place } from '../box/sharing/item-access.js';
import { viewerOf } from '../box/sharing/viewer.js';
import { actionTarget, perform } from '../commands/perform.js';
import type { SimItem, SimUser } from '../enterprise/model.js';
import { findItem, isActive, trashedItems } from '../enterprise/world/items.js';
import type { State } from '../state.js';

type Query = PageQuery & SortQuery & { readonly fields?: string };
interface ById {
  Params: { id: string };
  Querystring: Query;
}

const restoreBody = z.object({
  name: z.string().optional(),
  parent: z.object({ id: z.string() }).optional(),
});

/** Registers `GET /folders/trash/items`, GET and DELETE of `/:id/trash`, and `POST /:id` (restore). */
export function trashRoutes(app: FastifyInstance, state: State): void {
  const { world } = state;

  app.get<{ Querystring: Query }>('/2.0/folders/trash/items', (request) => {
    const { user } = authenticate(state, request);
    const { query } = request;
    const byMarker = query.usemarker === 'true';
    const conflicting = ['sort', 'direction', 'offset'].find((name) => Object.hasOwn(query, name));
    if (byMarker && conflicting !== undefined)
      throw badRequest('invalid_parameter', `${conflicting} is not valid with usemarker`);
    if (!byMarker && query.marker !== undefined) throw badRequest('invalid_parameter', 'marker requires usemarker');
    const order = parseOrder(query);
    const view = itemRenderer(world, query.fields, 'mini', viewerOf(state, user));
    const page = paginate(sortItems(trashedItems(world, user.id), order), query, view);
    return byMarker ? page : { ...page, order: orderView(order) };
  });

  for (const type of ['file', 'folder', 'web_link'] as const) {
    app.get<ById>(`/2.0/${type}s/:id/trash`, (request) => {
      const { user } = authenticate(state, request);
      const item = getTrashedItem(user, type, request.params.id);
      return itemView(world, item, request.query.fields, 'standard', viewerOf(state, user));
    });

    app.delete<ById>(`/2.0/${type}s/:id/trash`, (request, reply) => {
      const { user } = authenticate(state, request);
      const item = getTrashedItem(user, type, request.params.id);
      assertRight(state, user, item, 'delete');
      perform(state, { type: 'purge', as: user.id, ...actionTarget(item) });
      return reply.code(204).send();
    });

    app.post<ById>(`/2.0/${type}s/:id`, (request, reply) => {
      const { user } = authenticate(state, request);
      const item = getTrashedItem(user, type, request.params.id);
      assertRight(state, user, item, 'delete');
      const { name, parent } = parseBody(restoreBody, request.body);
      if (name !== undefined) assertNameValid(name);
      const place = getRestorePlace(user, item, parent?.id);
      assertNameFree(world, place, name ?? item.name, item.id);
      const elsewhere = place === item ? {} : { toFolderId: place.parentId, rootOf: place.ownerId };
      perform(state, { type: 'restore', as: user.id, ...actionTarget(item), name, ...elsewhere });
      const view = itemView(world, item, request.query.fields, 'standard', viewerOf(state, user));
      // The link is active again, but this response does not contain it yet ("Restore file", Box's reference).
      return reply.code(201).send('shared_link' in view ? { ...view, shared_link: null } : view);
    });
  }

  /** An item that was trashed itself. Throws 404 for an item in a trashed folder, or one that is not trashed. */
  function getTrashedItem(user: SimUser, type: SimItem['type'], id: string): SimItem {
    const item = getVisibleItem(state, user, type, id);
    const parent = findItem(world, item.parentId);
    if (parent && !isActive(world, parent)) throw notFound();
    if (item.status !== 'trashed') throw new ClientError(404, 'not_trashed', 'Item is not trashed');
    return item;
  }

  /** The folder to restore an item to: its former one or, if that no longer exists, the one in the request. */
  function getRestorePlace(user: SimUser, item: SimItem, parentId: string | undefined): Place {
    if (item.parentId === '0' || findItem(world, item.parentId)) return item;
    if (parentId === undefined) throw forbidden();
    return getTargetFolder(state, user, parentId);
  }
}
