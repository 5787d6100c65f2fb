/** Users, folders, files and collaborations. */
import type { FastifyInstance } from 'fastify';
import { forbidden, notFound, ClientError, badRequest } from '../box-errors.js';
import { callerOf, type Caller } from '../caller.js';
import type { SimItem, SimUser } from '../model.js';
import { paged, type PageQuery } from '../paging.js';
import { recordDownload, type State } from '../state.js';
import { collaborationView, itemView, rootView, userView } from '../views.js';

type Query = PageQuery & { readonly fields?: string; readonly user_type?: string; readonly filter_term?: string };
interface ById {
  Params: { id: string };
  Querystring: Query;
}

/** Registers what a connector reads. */
export function contentRoutes(app: FastifyInstance, state: State): void {
  const { world } = state;

  app.get<{ Querystring: Query }>('/2.0/users/me', (request) =>
    userView(callerOf(state, request).user, request.query.fields),
  );

  app.get<{ Querystring: Query }>('/2.0/users', (request) => {
    const { user } = callerOf(state, request);
    if (user.role === 'user') throw forbidden();
    const term = request.query.filter_term?.toLowerCase() ?? '';
    const found = world.users.filter(
      ({ enterprise, login, name }) =>
        enterprise.id === user.enterprise.id &&
        (login.toLowerCase().startsWith(term) || name.toLowerCase().startsWith(term)),
    );
    return paged(found, request.query, (each) => userView(each, request.query.fields));
  });

  app.get<ById>('/2.0/users/:id', (request) => {
    const { user } = callerOf(state, request);
    const found = world.userById(request.params.id);
    if (!found || found.enterprise.id !== user.enterprise.id) throw notFound();
    if (user.role === 'user' && found.id !== user.id) throw forbidden();
    return userView(found, request.query.fields);
  });

  app.get<ById>('/2.0/folders/:id/items', (request) => {
    const caller = callerOf(state, request);
    const items = itemsOf(caller.user, request.params.id);
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
    return itemView(world, visible(caller, 'folder', request.params.id), request.query.fields, 'standard');
  });

  app.get<ById>('/2.0/files/:id', (request) => {
    const caller = callerOf(state, request);
    return itemView(world, visible(caller, 'file', request.params.id), request.query.fields, 'standard');
  });

  app.get<ById>('/2.0/files/:id/content', (request, reply) => {
    const { user, account } = callerOf(state, request);
    const file = visible({ user, account }, 'file', request.params.id);
    const at = Date.now();
    recordDownload(state, user, file, at);
    state.journal.append({ kind: 'download', at, userId: user.id, fileId: file.id });
    return reply.redirect(`/_dl/${file.id}/${file.version}`, 302);
  });

  app.get<{ Params: { id: string; version: string } }>('/_dl/:id/:version', (request, reply) => {
    const { id, version } = request.params;
    return reply.type('application/octet-stream').send(Buffer.from(`Content of ${id}, version ${version}\n`));
  });

  for (const type of ['file', 'folder'] as const) {
    app.get<ById>(`/2.0/${type}s/:id/collaborations`, (request) => {
      const caller = callerOf(state, request);
      if (type === 'folder' && request.params.id === '0') {
        throw badRequest('collaborations_not_available_on_root_folder', 'Root folders cannot be collaborated');
      }
      const item = visible(caller, type, request.params.id);
      return paged(item.collaborations, request.query, (each) => collaborationView(world, item, each), true);
    });
  }

  function visible({ user }: Caller, type: 'file' | 'folder', id: string): SimItem {
    if (!/^\d+$/.test(id)) throw new ClientError(405, 'method_not_allowed', 'Method Not Allowed');
    const item = world.item(id);
    if (item?.type !== type || !world.canSee(user.id, item)) throw notFound();
    return item;
  }

  /** A root shows what the user owns and what others share with the user. */
  function itemsOf(user: SimUser, folderId: string): SimItem[] {
    if (folderId === '0') return [...world.children(user.id, '0'), ...world.sharedWith(user.id)];
    const folder = visible({ user, account: user }, 'folder', folderId);
    if (!world.isActive(folder)) throw new ClientError(404, 'trashed', 'Item is trashed');
    return world.children(folder.ownerId, folderId);
  }
}
