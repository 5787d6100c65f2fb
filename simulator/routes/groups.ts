/** Groups and memberships. */
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

/** Registers `/groups` with memberships and collaborations, `/group_memberships`, and the memberships of users. */
export function groupRoutes(app: FastifyInstance, state: State): void {
  const { world, settings } = state;
  const { groups } = world;

  app.get<ById>('/2.0/groups', (request) => {
    requireManager(request);
    const { filter_term: term = '', limit, offset, fields } = request.query;
    const found = groups.all().filter(({ name }) => name.toLowerCase().startsWith(term.toLowerCase()));
    return paginate(found, { limit, offset }, (each) => groupView(each, fields));
  });

  app.get<ById>('/2.0/groups/:id', (request) => {
    requireManager(request);
    return groupView(getGroup(request.params.id), request.query.fields);
  });

  app.post<ById>('/2.0/groups', (request, reply) => {
    const admin = requireManager(request);
    const fields = parseBody(newGroup, request.body);
    assertNameFree(fields.name);
    perform(state, { type: 'addGroup', as: admin.id, ...fields });
    const added = groups.byName(fields.name);
    return reply.code(201).send(added && groupView(added, request.query.fields));
  });

  app.put<ById>('/2.0/groups/:id', (request) => {
    const admin = requireManager(request);
    const changed = getGroup(request.params.id);
    const fields = parseBody(newGroup.partial(), request.body);
    if (fields.name !== undefined && groups.byName(fields.name) !== changed) assertNameFree(fields.name);
    perform(state, { type: 'editGroup', as: admin.id, group: changed.id, ...fields });
    return groupView(changed, request.query.fields);
  });

  app.delete<ById>('/2.0/groups/:id', (request, reply) => {
    const admin = requireManager(request);
    perform(state, { type: 'removeGroup', as: admin.id, group: getGroup(request.params.id).id });
    return reply.code(204).send();
  });

  app.get<ById>('/2.0/groups/:id/memberships', (request) => {
    const { user } = authenticate(state, request);
    const members = groups.memberships({ groupId: getGroup(request.params.id).id });
    // Members may see the other members.
    if (!members.some(({ userId }) => userId === user.id)) requireManager(request);
    return membershipPage(members, request.query);
  });

  app.get<ById>('/2.0/groups/:id/collaborations', (request) => {
    requireManager(request);
    const { id } = getGroup(request.params.id);
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
    if (authenticate(state, request).user.id !== id) requireManager(request);
    const user = userById(world, id);
    if (!user || !isManaged(user)) throw notFound();
    return membershipPage(groups.memberships({ userId: id }), request.query);
  });

  app.post<ById>('/2.0/group_memberships', (request, reply) => {
    const admin = requireManager(request);
    const { user, group: into, role } = parseBody(newMembership, request.body);
    const target = { group: getGroup(into.id).id, user: user.id };
    const member = userById(world, user.id);
    if (!member || !isManaged(member)) throw notFound();
    const find = () => groups.memberships({ userId: user.id }).find(({ groupId }) => groupId === target.group);
    if (find()) throw new ClientError(409, 'conflict', 'The user is already in this group');
    perform(state, { type: 'joinGroup', as: admin.id, ...target, role });
    const added = find();
    return reply.code(201).send(added && membershipView(world, added));
  });

  app.get<ById>('/2.0/group_memberships/:id', (request) => {
    requireManager(request);
    return membershipView(world, getMembership(request.params.id));
  });

  app.put<ById>('/2.0/group_memberships/:id', (request) => {
    const admin = requireManager(request);
    const changed = getMembership(request.params.id);
    const { role = changed.role } = parseBody(membershipChange, request.body);
    const { groupId, userId } = changed;
    if (role !== changed.role)
      perform(state, { type: 'editMembership', as: admin.id, group: groupId, user: userId, role });
    return membershipView(world, changed);
  });

  app.delete<ById>('/2.0/group_memberships/:id', (request, reply) => {
    const admin = requireManager(request);
    const { groupId, userId } = getMembership(request.params.id);
    perform(state, { type: 'leaveGroup', as: admin.id, group: groupId, user: userId });
    return reply.code(204).send();
  });

  /** The caller. Throws 403 unless the caller may manage Acme's groups. */
  function requireManager(request: FastifyRequest): SimUser {
    const { user } = authenticate(state, request);
    // Only Acme has groups.
    if (!hasPrivilege(settings, user, 'Manage Groups') || user.enterprise.id !== ACME.id) throw forbidden();
    return user;
  }

  function membershipPage(
    memberships: readonly SimMembership[],
    { limit, offset }: PageQuery,
  ): Record<string, unknown> {
    return paginate(memberships, { limit, offset }, (each) => membershipView(world, each));
  }

  function getGroup(id: string): SimGroup {
    const found = groups.byId(id);
    if (!found) throw notFound();
    return found;
  }

  function getMembership(id: string): SimMembership {
    const found = groups.membership(id);
    if (!found) throw notFound();
    return found;
  }

  function assertNameFree(name: string): void {
    if (groups.byName(name)) throw new ClientError(409, 'invalid_parameter', 'A group with this name already exists');
  }
}
