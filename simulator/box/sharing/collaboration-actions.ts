/** Converts bodies of `/collaborations` into actions, after Box's checks. */
import { z } from 'zod';
import { actionTarget } from '../../commands/perform.js';
import type { Action } from '../../enterprise/actions/index.js';
import type { SimCollaboration, SimItem, SimUser } from '../../enterprise/model.js';
import { INVITEE_ROLES } from '../../enterprise/roles.js';
import { ancestorsOf } from '../../enterprise/world/items.js';
import { userById, userByLogin } from '../../enterprise/world/users.js';
import type { State } from '../../state.js';
import { timestamp } from '../http/body.js';
import { badRequest, ClientError, forbidden, notFound } from '../http/errors.js';
import { assertNameFree } from '../items/name-checks.js';
import { assertRight, getUsableItem } from './item-access.js';
import { accessOf } from './permissions.js';

const role = z.enum(INVITEE_ROLES);

/** The body of `POST /collaborations`. */
export const createBody = z.object({
  item: z.object({ type: z.enum(['file', 'folder']), id: z.string() }),
  accessible_by: z.object({
    type: z.enum(['user', 'group']),
    id: z.string().optional(),
    login: z.string().optional(),
  }),
  role,
  is_access_only: z.boolean().optional(),
  expires_at: timestamp.nullish(),
});

/** The body of `PUT /collaborations/:id`. */
export const updateBody = z.object({
  role: z.union([role, z.literal('owner')]).optional(),
  status: z.enum(['pending', 'accepted', 'rejected']).optional(),
  expires_at: timestamp.nullish(),
});

/**
 * The action of an invitation. Users of the owner's enterprise are accepted at once; others stay pending. Throws Box's
 * errors.
 */
export function actionForInvitation(state: State, user: SimUser, body: z.infer<typeof createBody>): Action {
  const { world, settings } = state;
  const { item: target, accessible_by: invitee } = body;
  if (target.type === 'folder' && target.id === '0') {
    throw badRequest('collaborations_not_available_on_root_folder', 'Root folders cannot be collaborated');
  }
  const item = getUsableItem(state, user, target.type, target.id, 'invite');
  assertGrantable(state, user, item, body.role);
  assertExpiry(state, body.expires_at);
  const owner = userById(world, item.ownerId);
  const invitation = {
    type: 'collaborate' as const,
    as: user.id,
    ...actionTarget(item),
    role: body.role,
    isAccessOnly: body.is_access_only,
    expiresAt: body.expires_at,
  };
  if (invitee.type === 'group') {
    if (!world.groups.byId(invitee.id ?? '')) throw invalidParameter('accessible_by', invitee.id ?? '');
    assertNotCollaborator(item, invitee.id ?? '');
    return { ...invitation, group: invitee.id, status: 'accepted' };
  }
  const existing = invitee.id === undefined ? userByLogin(world, invitee.login ?? '') : userById(world, invitee.id);
  if (!existing && !invitee.login?.includes('@'))
    throw invalidParameter('accessible_by', invitee.id ?? invitee.login ?? '');
  if (existing?.status === 'inactive') {
    throw badRequest('cannot_invite_deactivated_user', 'Cannot invite a deactivated user');
  }
  const isInside = existing !== undefined && existing.enterprise.id === owner?.enterprise.id;
  const isRestricted = [item, ...ancestorsOf(world, item)].some(
    (each) => each.folderSettings?.isRestrictedToEnterprise,
  );
  if (!isInside && (isRestricted || !settings.tenantPolicy.externalCollaboration)) {
    throw badRequest('external_collaboration_restricted', 'Collaborations are restricted to the enterprise');
  }
  assertNotCollaborator(item, existing?.id ?? invitee.login ?? '');
  const party = existing ? { user: existing.id } : { login: invitee.login };
  return { ...invitation, ...party, status: isInside ? 'accepted' : 'pending' };
}

/** The action of an update; null if nothing changes. Throws Box's errors. */
export function actionForUpdate(
  state: State,
  user: SimUser,
  item: SimItem,
  collaboration: SimCollaboration,
  { role: newRole, status, expires_at: expiresAt }: z.infer<typeof updateBody>,
): Action | null {
  const common = { as: user.id, collaborationId: collaboration.id };
  if (newRole === 'owner') {
    if (item.ownerId !== user.id) throw forbidden();
    const { party, status: present } = collaboration;
    const isUser = party.type === 'user' && userById(state.world, party.id) !== undefined;
    if (!isUser || present !== 'accepted') throw badRequest('bad_request', 'Only a user who has accepted can become the owner');
    assertNameFree(state.world, { parentId: '0', ownerId: party.id }, item.name, item.id);
    return { type: 'giveOwnership', ...common };
  } // prettier-ignore
  if (status !== undefined) {
    // Only the invited user may accept or decline, and only once.
    if (collaboration.party.id !== user.id) throw forbidden();
    if (collaboration.status !== 'pending' || status === 'pending') {
      throw badRequest('invalid_status', 'The collaboration is not pending');
    }
    if (status === 'rejected') return { type: 'removeCollaboration', ...common };
    return { type: 'updateCollaboration', ...common, status };
  }
  assertRight(state, user, item, 'invite');
  if (newRole) assertGrantable(state, user, item, newRole);
  assertExpiry(state, expiresAt);
  const isChanged = (newRole ?? collaboration.role) !== collaboration.role || expiresAt !== undefined;
  return isChanged ? { type: 'updateCollaboration', ...common, role: newRole, expiresAt } : null;
}

/** Throws 403 unless the user may grant a role: only owners and co-owners may grant co-owner. */
function assertGrantable({ world }: State, user: SimUser, item: SimItem, role: string): void {
  if (role === 'co-owner' && accessOf(world, user, item)?.rights.has('manage') !== true) throw forbidden();
}

/**
 * Throws for an expiry that the tenant's policy disallows ("Update collaboration", Box's reference), or in the past.
 */
function assertExpiry({ settings, clock }: State, expiresAt: number | null | undefined): void {
  if (expiresAt == null) return;
  if (!settings.tenantPolicy.collaborationExpiry) throw forbidden();
  if (expiresAt <= clock.now()) throw badRequest('bad_request', 'expires_at is in the past');
}

function assertNotCollaborator(item: SimItem, partyIdOrLogin: string): void {
  const isCollaborator = item.collaborations.some(
    ({ party }) => party.id === partyIdOrLogin || party.login === partyIdOrLogin,
  );
  if (isCollaborator || item.ownerId === partyIdOrLogin) {
    throw badRequest('user_already_collaborator', 'User is already a collaborator');
  }
}

function invalidParameter(name: string, value: string): ClientError {
  const { status, code, message } = notFound();
  const errors = [{ reason: 'invalid_parameter', name, message: `Invalid value '${value}'. not found` }];
  return new ClientError(status, code, message, {}, { errors });
}
