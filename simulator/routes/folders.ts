/** Folders and what lies in them. */
import type { FastifyInstance } from 'fastify';
import { callerOf, isOutOfReach } from '../box/caller.js';
import { ClientError } from '../box/errors.js';
import { paged, type PageQuery } from '../box/paging.js';
import { rootView, itemView } from '../box/views.js';
import { visibleItem } from '../box/visibility.js';
import type { SimItem, SimUser } from '../enterprise/model.js';
import type { State } from '../state.js';

interface ById {
  Params: { id: string };
  Querystring: PageQuery & { readonly fields?: string };
}

/** Registers `GET /folders/:id` and `/folders/:id/items`. */
export function folderRoutes(app: FastifyInstance, state: State): void {
  const { world } = state;

  app.get<ById>('/2.0/folders/:id/items', (request) => {
    const caller = callerOf(state, request);
    const items = itemsOf(caller.user, request.params.id).filter((item) => !isOutOfReach(state, caller, item));
    const { query } = request;
    const page = paged(items, query, (item) => itemView(world, item, query.fields, 'mini'));
    const order = [
      { by: 'type', direction: 'ASC' },
      { by: 'name', direction: 'ASC' },
    ];
    return query.usemarker === 'true' ? page : { ...page, order };
  });

  app.get<ById>('/2.0/folders/:id', (request) => {
    const caller = callerOf(state, request);
    if (request.params.id === '0') return rootView();
    return itemView(
      world,
      visibleItem(state, caller.user, 'folder', request.params.id),
      request.query.fields,
      'standard',
    );
  });

  /** A root shows what the user owns and what others share with the user. */
  function itemsOf(user: SimUser, folderId: string): SimItem[] {
    if (folderId === '0') return [...world.children(user.id, '0'), ...world.sharedWith(user.id)];
    const folder = visibleItem(state, user, 'folder', folderId);
    if (!world.isActive(folder)) throw new ClientError(404, 'trashed', 'Item is trashed');
    return world.children(folder.ownerId, folderId);
  }
}
