/** Creating, changing and deleting users. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { authenticate } from '../box/auth/caller.js';
import { hasPrivilege } from '../box/auth/privileges.js';
import { parseBody } from '../box/http/body.js';
import { ClientError, forbidden, notFound } from '../box/http/errors.js';
import { userView } from '../box/users/user-view.js';
import { perform } from '../commands/perform.js';
import { ACME } from '../enterprise/enterprises.js';
import type { SimUser } from '../enterprise/model.js';
import { childrenOf } from '../enterprise/world/items.js';
import { userById, userByLogin } from '../enterprise/world/users.js';
import type { State } from '../state.js';

interface ById {
  Params: { id: string };
  Querystring: { readonly fields?: string; readonly force?: string };
}

const role = z.enum(['coadmin', 'user']).optional();
const status = z.enum(['active', 'inactive']).optional();
const newUser = z.object({ name: z.string().min(1).max(50), login: z.email(), role, status });
const change = z.object({ name: z.string().min(1).max(50).optional(), role, status });

/** Registers `POST /users` and `PUT` and `DELETE /users/:id`. */
export function userChangeRoutes(app: FastifyInstance, state: State): void {
  const { world, settings } = state;

  app.post<ById>('/2.0/users', (request, reply) => {
    const { user: admin } = authenticate(state, request);
    // Users can only be created in Acme.
    if (!hasPrivilege(settings, admin, 'Manage Users') || admin.enterprise.id !== ACME.id) throw forbidden();
    const fields = parseBody(newUser, request.body);
    if (fields.role === 'coadmin' && admin.role === 'coadmin') throw forbidden();
    if (userByLogin(world, fields.login)) {
      throw new ClientError(409, 'user_login_already_used', 'User with the specified login already exists');
    }
    perform(state, { type: 'addUser', as: admin.id, ...fields });
    const added = userByLogin(world, fields.login);
    return reply.code(201).send(added && userView(added, request.query.fields));
  });

  app.put<ById>('/2.0/users/:id', (request) => {
    const { user: admin } = authenticate(state, request);
    const user = getChangeableUser(admin, request.params.id);
    const { role: newRole, name, status: newStatus } = parseBody(change, request.body);
    // The Admin cannot be demoted or deactivated. Only the Admin may appoint Co-Admins.
    const hasNewRole = newRole !== undefined && newRole !== user.role;
    if (user.role === 'admin' && (hasNewRole || newStatus === 'inactive')) throw forbidden();
    if (hasNewRole && admin.role === 'coadmin') throw forbidden();
    const target = { as: admin.id, user: user.id };
    if (hasNewRole) perform(state, { type: 'changeRole', ...target, role: newRole });
    if (name !== undefined || newStatus !== undefined) {
      perform(state, { type: 'editUser', ...target, name, status: newStatus });
    }
    return userView(user, request.query.fields);
  });

  app.delete<ById>('/2.0/users/:id', (request, reply) => {
    const { user: admin } = authenticate(state, request);
    const user = getChangeableUser(admin, request.params.id);
    if (user.role === 'admin' || user.id === admin.id) throw forbidden();
    if (request.query.force !== 'true' && childrenOf(world, user.id, '0').length > 0) {
      throw new ClientError(409, 'conflict', 'The user still owns content');
    }
    perform(state, { type: 'removeUser', as: admin.id, user: user.id });
    return reply.code(204).send();
  });

  /** A user of the caller's enterprise that the caller may change. Co-Admins may not change admins. */
  function getChangeableUser(admin: SimUser, id: string): SimUser {
    if (!hasPrivilege(settings, admin, 'Manage Users')) throw forbidden();
    const user = userById(world, id);
    if (user?.enterprise.id !== admin.enterprise.id || user.isServiceAccount) throw notFound();
    if (admin.role === 'coadmin' && user.role !== 'user') throw forbidden();
    return user;
  }
}
