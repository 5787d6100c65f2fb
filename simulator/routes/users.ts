/** The enterprise's users. */
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../box/caller.js';
import { may } from '../box/privileges.js';
import { forbidden, notFound } from '../box/errors.js';
import { paged, type PageQuery } from '../box/paging.js';
import { userView } from '../box/views.js';
import type { State } from '../state.js';

type Query = PageQuery & { readonly fields?: string; readonly filter_term?: string };
interface ById {
  Params: { id: string };
  Querystring: Query;
}

/** Registers `GET /users/me`, `/users` and `/users/:id`. */
export function userRoutes(app: FastifyInstance, state: State): void {
  const { world } = state;

  app.get<{ Querystring: Query }>('/2.0/users/me', (request) =>
    userView(callerOf(state, request).user, request.query.fields),
  );

  app.get<{ Querystring: Query }>('/2.0/users', (request) => {
    const { user } = callerOf(state, request);
    if (!may(state.settings, user, 'Manage Users')) throw forbidden();
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
}
