/** A collaboration on one item, as Box returns it. */
export interface Collaboration {
  readonly status: string;
  readonly role: string;
  readonly accessibleBy: {
    readonly type: 'user' | 'group';
    readonly id: string;
    readonly name: string;
    readonly login: string | null;
  } | null;
  /** The email address of an invited person without a Box account; `accessibleBy` is null in this case. */
  readonly inviteEmail: string | null;
}

/** The most collaborators of one item that are listed by name. Exposure takes all into account. */
export const MAX_COLLABORATORS = 100;

/** A user or group with a collaboration on one item, or with a pending invitation to it. */
export interface Collaborator {
  /** `id` is empty for an invited person without a Box account. */
  readonly party: {
    readonly type: 'user' | 'group';
    readonly id: string;
    readonly name: string;
    readonly login: string | null;
  };
  readonly role: string;
  readonly status: 'accepted' | 'pending';
  readonly isExternal: boolean;
}

/** The first of an item's own collaborators, by name. */
export interface CollaboratorList {
  readonly listed: readonly Collaborator[];
  /** True if there are more than are listed, or Box does not name them. */
  readonly truncated: boolean;
}

/** Lists the collaborators of an item by name, without those who declined. */
export function listCollaborators(
  collaborations: readonly Collaboration[],
  isManagedUser: (id: string, login: string | null) => boolean,
): CollaboratorList {
  const all = collaborations.flatMap((collaboration) => toCollaborator(collaboration, isManagedUser));
  return { listed: all.slice(0, MAX_COLLABORATORS), truncated: all.length > MAX_COLLABORATORS };
}

function toCollaborator(
  { status, role, accessibleBy, inviteEmail }: Collaboration,
  isManagedUser: (id: string, login: string | null) => boolean,
): Collaborator[] {
  if (status !== 'accepted' && status !== 'pending') return [];
  if (accessibleBy) {
    const { type, id, name, login } = accessibleBy;
    const isExternal = type === 'user' && !isManagedUser(id, login);
    return [{ party: { type, id, name: name || (login ?? id), login }, role, status, isExternal }];
  }
  if (inviteEmail === null) return [];
  return [{ party: { type: 'user', id: '', name: inviteEmail, login: inviteEmail }, role, status, isExternal: true }];
}
