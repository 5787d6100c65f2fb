/** Users. */
import type { FastifyInstance } from 'fastify';
import { authenticate } from '../box/auth/caller.js';
import { hasPrivilege } from '../box/auth/privileges.js';
import { forbidden, notFound } from '../box/http/errors.js';
import { type PageQuery, paginate } from '../box/http/paging.js';
import { userView } from '../box/users/user-view.js';
import type { SimUser } from '../enterprise/model.js';
import { itemsSharedWith } from '../enterprise/world/access.js';
import { allUsers, userById, userByLogin } from '../enterprise/world/users.js';
import type { World } from '../enterprise/world/world.js';
import type { State } from '../state.js';

type Query = PageQuery & { readonly fields?: string; readonly filter_term?: string; readonly user_type?: string };
interface ById {
  Params: { id: string };
  Querystring: Query;
}

/** Registers `GET /users/me`, `/users` and `/users/:id`. */
export function userRoutes(app: FastifyInstance, state: State): void {
  const { world, settings } = state;

  app.get<{ Querystring: Query }>('/2.0/users/me', (request) =>
    userView(authenticate(state, request).user, request.query.fields),
  );

  app.get<{ Querystring: Query }>('/2.0/users', (request) => {
    const { user } = authenticate(state, request);
    if (!hasPrivilege(settings, user, 'Manage Users')) throw forbidden();
    return paginate(findUsers(world, user, request.query), request.query, (each) =>
      userView(each, request.query.fields),
    );
  });

  app.get<ById>('/2.0/users/:id', (request) => {
    const { user } = authenticate(state, request);
    const target = userById(world, request.params.id);
    if (!target) throw notFound();
    if (target.id !== user.id && !hasPrivilege(settings, user, 'Manage Users')) throw forbidden();
    const view = userView(target, request.query.fields);
    if (target.enterprise.id === user.enterprise.id) return view;
    // Of other enterprises, only collaborators are visible, with few fields.
    if (!isCollaborator(world, target)) throw notFound();
    const shown = new Set(['type', 'id', 'name', 'login']);
    return Object.fromEntries(Object.entries(view).map(([field, value]) => [field, shown.has(field) ? value : null]));
  });
}

/** Whether a user of another enterprise collaborates on any item. */
const isCollaborator = (world: World, { id }: SimUser): boolean => itemsSharedWith(world, id).length > 0;

/**
 * The users of an admin's enterprise whose name or login begins with `filter_term`, or an external collaborator whose
 * login it is.
 */
function findUsers(
  world: World,
  { enterprise }: SimUser,
  { filter_term: term = '', user_type: type }: Query,
): SimUser[] {
  const prefix = term.toLowerCase();
  const managed = allUsers(world).filter(
    (user) =>
      user.enterprise.id === enterprise.id &&
      (user.login.toLowerCase().startsWith(prefix) || user.name.toLowerCase().startsWith(prefix)),
  );
  if (type === 'managed') return managed;
  const external = userByLogin(world, term);
  const isExternal = external && external.enterprise.id !== enterprise.id && isCollaborator(world, external);
  if (isExternal) return [external];
  return type === 'external' ? [] : managed;
}
