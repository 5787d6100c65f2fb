/** Collaborations. */
import type { FastifyInstance } from 'fastify';
import { authenticate, isHiddenByAsUser } from '../box/auth/caller.js';
import { parseBody } from '../box/http/body.js';
import { badRequest, notFound } from '../box/http/errors.js';
import { pageBounds, type PageQuery, paginate } from '../box/http/paging.js';
import { actionForInvitation, actionForUpdate, createBody, updateBody } from '../box/sharing/collaboration-actions.js';
import { collaborationView } from '../box/sharing/collaboration-view.js';
import { assertActive, assertRight, getVisibleItem } from '../box/sharing/item-access.js';
import { perform, performOnItem } from '../commands/perform.js';
import { itemIdOfCollaboration } from '../enterprise/collaboration-id.js';
import type { SimCollaboration, SimItem, SimUser } from '../enterprise/model.js';
import { canSee, pendingInvitations } from '../enterprise/world/access.js';
import { ancestorsOf, findItem } from '../enterprise/world/items.js';
import type { State } from '../state.js';

type Query = PageQuery & { readonly fields?: string; readonly status?: string };
interface ById {
  Params: { id: string };
  Querystring: Query;
}

/** A collaboration and its item. */
interface ItemCollaboration {
  readonly id: string;
  readonly item: SimItem;
  readonly collaboration: SimCollaboration;
}

/** Registers `/collaborations`, and the collaborations of files and folders. */
export function collaborationRoutes(app: FastifyInstance, state: State): void {
  const { world, settings } = state;

  for (const type of ['file', 'folder'] as const) {
    app.get<ById>(`/2.0/${type}s/:id/collaborations`, (request) => {
      const { user } = authenticate(state, request);
      if (type === 'folder' && request.params.id === '0') {
        throw badRequest('collaborations_not_available_on_root_folder', 'Root folders cannot be collaborated');
      }
      const item = getVisibleItem(state, user, type, request.params.id);
      assertActive(state, item);
      const includesInherited = type === 'file' && settings.repeatsInheritedCollaborations;
      const items = includesInherited ? [item, ...ancestorsOf(world, item)] : [item];
      return paginate(items.flatMap(collaborationsOf), request.query, view(request.query.fields), true);
    });
  }

  // The caller's pending invitations. Box has no endpoint for all collaborations of an enterprise.
  app.get<{ Querystring: Query }>('/2.0/collaborations', (request) => {
    const caller = authenticate(state, request);
    const { user } = caller;
    const { query } = request;
    if (query.status !== 'pending') throw badRequest('bad_request', 'status must be "pending"');
    const { limit, offset } = pageBounds(query);
    const items = pendingInvitations(world, user.id).filter((item) => !isHiddenByAsUser(state, caller, item));
    const all = items.flatMap((item) =>
      collaborationsOf(item).filter(
        ({ collaboration: { party, status } }) => status === 'pending' && party.id === user.id,
      ),
    );
    const entries = all.slice(offset, offset + limit).map(view(query.fields));
    return { total_count: all.length, limit, offset, entries };
  });

  app.post<{ Querystring: Query }>('/2.0/collaborations', (request, reply) => {
    const caller = authenticate(state, request);
    const body = parseBody(createBody, request.body);
    const target = findItem(world, body.item.id);
    if (target && isHiddenByAsUser(state, caller, target)) throw notFound();
    const item = performOnItem(state, actionForInvitation(state, caller.user, body));
    // The newest collaboration is the last.
    const [created] = collaborationsOf(item).slice(-1).map(view(request.query.fields));
    return reply.code(201).send(created);
  });

  app.get<ById>('/2.0/collaborations/:id', (request) => {
    const { user } = authenticate(state, request);
    return view(request.query.fields)(getVisibleCollaboration(user, request.params.id));
  });

  app.put<ById>('/2.0/collaborations/:id', (request, reply) => {
    const { user } = authenticate(state, request);
    const { item, collaboration } = getVisibleCollaboration(user, request.params.id);
    const body = parseBody(updateBody, request.body);
    const action = actionForUpdate(state, user, item, collaboration, body);
    if (action) perform(state, action);
    if (action?.type === 'giveOwnership') return reply.code(204).send();
    // A declined invitation is removed from the item, but this response still returns it.
    const now = findItem(world, item.id) ?? item;
    const after = now.collaborations.find(({ id }) => id === collaboration.id);
    const response = view(request.query.fields)({
      id: collaboration.id,
      item: now,
      collaboration: after ?? collaboration,
    });
    return after ? response : { ...response, status: 'rejected' };
  });

  app.delete<ById>('/2.0/collaborations/:id', (request, reply) => {
    const { user } = authenticate(state, request);
    const { item, collaboration } = getVisibleCollaboration(user, request.params.id);
    // Collaborators may always leave.
    if (collaboration.party.id !== user.id) assertRight(state, user, item, 'invite');
    perform(state, { type: 'removeCollaboration', as: user.id, collaborationId: collaboration.id });
    return reply.code(204).send();
  });

  const view = (fields: string | undefined) => (each: ItemCollaboration) =>
    collaborationView(world, each.item, each.collaboration, fields);

  /** A collaboration on an item that the user can see, or of the user itself. Throws 404 otherwise. */
  function getVisibleCollaboration(user: SimUser, id: string): ItemCollaboration {
    const item = findItem(world, itemIdOfCollaboration(id) ?? '');
    const collaboration = item?.collaborations.find((each) => each.id === id);
    if (!item || !collaboration) throw notFound();
    if (collaboration.party.id !== user.id && !canSee(world, user.id, item)) throw notFound();
    return { id, item, collaboration };
  }
}

const collaborationsOf = (item: SimItem): ItemCollaboration[] =>
  item.collaborations.map((collaboration) => ({ id: collaboration.id, item, collaboration }));
