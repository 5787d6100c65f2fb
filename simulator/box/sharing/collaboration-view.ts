/** The JSON of collaborations. */
import type { SimCollaboration, SimItem } from '../../enterprise/model.js';
import { userById } from '../../enterprise/world/users.js';
import type { World } from '../../enterprise/world/world.js';
import { boxTime } from '../../time/box-time.js';
import { miniUser } from './viewer.js';

/**
 * The JSON of a collaboration. With `fields`, it has only these besides `type` and `id`. For a pending one, the item is
 * null and the name empty; an invited address without a Box account is only in `invite_email` ("Create collaboration",
 * Box's reference).
 */
export function collaborationView(
  world: World,
  item: SimItem,
  { id, party, role, status, createdAt, modifiedAt = createdAt, createdBy, expiresAt, isAccessOnly }: SimCollaboration,
  fields?: string,
): Record<string, unknown> {
  const isPending = status === 'pending';
  const isUnknown = isPending && party.type === 'user' && userById(world, party.id) === undefined;
  const user = { type: 'user', id: party.id, name: isPending ? '' : party.name, login: party.login, is_active: true };
  const group = { type: 'group', id: party.id, name: party.name, group_type: 'managed_group' };
  const etag = String(item.etag);
  const view = {
    item: isPending ? null : { type: item.type, id: item.id, etag, sequence_id: etag, name: item.name },
    app_item: null,
    accessible_by: isUnknown ? null : party.type === 'group' ? group : user,
    invite_email: isUnknown ? party.login : null,
    role,
    status,
    expires_at: expiresAt === undefined ? null : boxTime(expiresAt),
    acknowledged_at: isPending ? null : boxTime(createdAt),
    is_access_only: isAccessOnly ?? false,
    created_by: miniUser(world, createdBy ?? item.ownerId),
    created_at: boxTime(createdAt),
    modified_at: boxTime(modifiedAt),
  };
  const requested = fields?.split(',').map((name) => name.trim());
  const included = Object.entries(view).filter(([name]) => requested?.includes(name) ?? true);
  return { type: 'collaboration', id, ...Object.fromEntries(included) };
}
