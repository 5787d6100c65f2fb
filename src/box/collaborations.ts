import type { Collaboration } from '../domain/collaborators.js';
import { asId, asObject, asText, asTextOrNull } from './lenient.js';

/** A collaboration with the item that it is attached to. */
export interface BoxCollaboration extends Collaboration {
  readonly itemId: string | null;
}

/**
 * Reads a collaboration; null if it is no object. What decides exposure errs to the open side: a status that Box does not
 * define counts as accepted, and an accepted collaborator who cannot be read as a user without an id, who is external.
 */
export function readCollaboration(value: unknown): BoxCollaboration | null {
  const collaboration = asObject(value);
  if (!collaboration) return null;
  const status = asText(collaboration['status']).toLowerCase();
  const known = status === 'pending' || status === 'rejected' ? status : 'accepted';
  const inviteEmail = asTextOrNull(collaboration['invite_email']);
  const party = readParty(collaboration['accessible_by']);
  return {
    status: known,
    role: asText(collaboration['role']),
    accessibleBy: party ?? (known === 'accepted' ? unknownParty(inviteEmail) : null),
    inviteEmail,
    itemId: asId(asObject(collaboration['item'])?.['id']),
  };
}

/** What stands for a collaboration that cannot be read: it counts as an external collaborator. */
export const UNREADABLE_COLLABORATION: BoxCollaboration = {
  status: 'accepted',
  role: '',
  accessibleBy: unknownParty(null),
  inviteEmail: null,
  itemId: null,
};

type Party = NonNullable<Collaboration['accessibleBy']>;

/** Reads a user or a group. Any other type counts as a user, who is external unless the id belongs to a managed user. */
function readParty(value: unknown): Party | null {
  const party = asObject(value);
  if (!party) return null;
  const login = asTextOrNull(party['login']);
  const id = asId(party['id']);
  if (id === null) return unknownParty(login);
  const type = asText(party['type']).toLowerCase() === 'group' ? 'group' : 'user';
  return { type, id, name: asText(party['name']), login };
}

function unknownParty(login: string | null): Party {
  return { type: 'user', id: '', name: login ?? 'Unknown collaborator', login };
}
