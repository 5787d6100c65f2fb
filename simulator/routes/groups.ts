/** Groups and who is in them. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { authenticate } from '../box/auth/caller.js';
import { hasPrivilege } from '../box/auth/privileges.js';
import { parseBody } from '../box/http/body.js';
import { ClientError, forbidden, notFound } from '../box/http/errors.js';
import { type PageQuery, paginate } from '../box/http/paging.js';
import { collaborationView } from '../box/sharing/collaboration-view.js';
import { groupView, membershipView } from '../box/users/group-view.js';
import { perform } from '../commands/perform.js';
import { ACME } from '../enterprise/enterprises.js';
import type { SimUser } from '../enterprise/model.js';
import { itemsWithCollaborations } from '../enterprise/world/access.js';
import type { SimGroup, SimMembership } from '../enterprise/world/groups.js';
import { isManaged, userById } from '../enterprise/world/users.js';
import type { State } from '../state.js';

interface ById {
  Params: { id: string };
  Querystring: Pick<PageQuery, 'limit' | 'offset'> & { readonly fields?: string; readonly filter_term?: string };
}

const newGroup = z.object({ name: z.string().min(1), description: z.string().max(255).optional() });
const ref = z.object({ id: z.string() });
const membershipRole = z.enum(['member', 'admin']);
const newMembership = z.object({ user: ref, group: ref, role: membershipRole.default('member') });
const membershipChange = z.object({ role: membershipRole.optional() });

/** Registers `/groups`, `/groups/:id`, its memberships and what it was let into, `/group_memberships`, and a user's memberships. */
export function groupRoutes(app: FastifyInstance, state: State): void {
  const { world, settings } = state;
  const { groups } = world;

  app.get<ById>('/2.0/groups', (request) => {
    manager(request);
    const { filter_term: term = '', limit, offset, fields } = request.query;
    const found = groups.all().filter(({ name }) => name.toLowerCase().startsWith(term.toLowerCase()));
    return paginate(found, { limit, offset }, (each) => groupView(each, fields));
  });

  app.get<ById>('/2.0/groups/:id', (request) => {
    manager(request);
    return groupView(group(request.params.id), request.query.fields);
  });

  app.post<ById>('/2.0/groups', (request, reply) => {
    const by = manager(request);
    const fields = parseBody(newGroup, request.body);
    assertNameFree(fields.name);
    perform(state, { type: 'addGroup', as: by.id, ...fields });
    const added = groups.byName(fields.name);
    return reply.code(201).send(added && groupView(added, request.query.fields));
  });

  app.put<ById>('/2.0/groups/:id', (request) => {
    const by = manager(request);
    const changed = group(request.params.id);
    const fields = parseBody(newGroup.partial(), request.body);
    if (fields.name !== undefined && groups.byName(fields.name) !== changed) assertNameFree(fields.name);
    perform(state, { type: 'editGroup', as: by.id, group: changed.id, ...fields });
    return groupView(changed, request.query.fields);
  });

  app.delete<ById>('/2.0/groups/:id', (request, reply) => {
    const by = manager(request);
    perform(state, { type: 'removeGroup', as: by.id, group: group(request.params.id).id });
    return reply.code(204).send();
  });

  app.get<ById>('/2.0/groups/:id/memberships', (request) => {
    const { user } = authenticate(state, request);
    const members = groups.memberships({ groupId: group(request.params.id).id });
    // Members see their fellows.
    if (!members.some(({ userId }) => userId === user.id)) manager(request);
    return listed(members, request.query);
  });

  app.get<ById>('/2.0/groups/:id/collaborations', (request) => {
    manager(request);
    const { id } = group(request.params.id);
    const { limit, offset } = request.query;
    const found = [...itemsWithCollaborations(world)].flatMap((item) =>
      item.collaborations
        .filter(({ party }) => party.id === id)
        .map((collaboration) => ({ id: collaboration.id, item, collaboration })),
    );
    return paginate(found, { limit, offset }, (each) => collaborationView(world, each.item, each.collaboration));
  });

  app.get<ById>('/2.0/users/:id/memberships', (request) => {
    const { id } = request.params;
    if (authenticate(state, request).user.id !== id) manager(request);
    const user = userById(world, id);
    if (!user || !isManaged(user)) throw notFound();
    return listed(groups.memberships({ userId: id }), request.query);
  });

  app.post<ById>('/2.0/group_memberships', (request, reply) => {
    const by = manager(request);
    const { user, group: into, role } = parseBody(newMembership, request.body);
    const target = { group: group(into.id).id, user: user.id };
    const member = userById(world, user.id);
    if (!member || !isManaged(member)) throw notFound();
    const find = () => groups.memberships({ userId: user.id }).find(({ groupId }) => groupId === target.group);
    if (find()) throw new ClientError(409, 'conflict', 'The user is in this group already');
    perform(state, { type: 'joinGroup', as: by.id, ...target, role });
    const added = find();
    return reply.code(201).send(added && membershipView(world, added));
  });

  app.get<ById>('/2.0/group_memberships/:id', (request) => {
    manager(request);
    return membershipView(world, membership(request.params.id));
  });

  app.put<ById>('/2.0/group_memberships/:id', (request) => {
    const by = manager(request);
    const changed = membership(request.params.id);
    const { role = changed.role } = parseBody(membershipChange, request.body);
    const { groupId, userId } = changed;
    if (role !== changed.role)
      perform(state, { type: 'editMembership', as: by.id, group: groupId, user: userId, role });
    return membershipView(world, changed);
  });

  app.delete<ById>('/2.0/group_memberships/:id', (request, reply) => {
    const by = manager(request);
    const { groupId, userId } = membership(request.params.id);
    perform(state, { type: 'leaveGroup', as: by.id, group: groupId, user: userId });
    return reply.code(204).send();
  });

  /** The caller, who manages the enterprise's groups. */
  function manager(request: FastifyRequest): SimUser {
    const { user } = authenticate(state, request);
    // There are groups in the one enterprise only.
    if (!hasPrivilege(settings, user, 'Manage Groups') || user.enterprise.id !== ACME.id) throw forbidden();
    return user;
  }

  function listed(memberships: readonly SimMembership[], { limit, offset }: PageQuery): Record<string, unknown> {
    return paginate(memberships, { limit, offset }, (each) => membershipView(world, each));
  }

  function group(id: string): SimGroup {
    const known = groups.byId(id);
    if (!known) throw notFound();
    return known;
  }

  function membership(id: string): SimMembership {
    const known = groups.membership(id);
    if (!known) throw notFound();
    return known;
  }

  function assertNameFree(name: string): void {
    if (groups.byName(name)) throw new ClientError(409, 'invalid_parameter', 'A group with this name exists already');
  }
}
