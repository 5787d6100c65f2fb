/** A collaboration as it is attached to one item. */
export interface Collaboration {
  readonly status: string;
  readonly role: string;
  readonly accessibleBy: {
    readonly type: 'user' | 'group';
    readonly id: string;
    readonly name: string;
    readonly login: string | null;
  } | null;
  /** The address of an invited person without a Box account; `accessibleBy` is then null. */
  readonly inviteEmail: string | null;
}

/** The most collaborators of one item that are kept by name; exposure counts all of them. */
export const MAX_COLLABORATORS = 100;

/** Somebody whom a collaboration lets in, or invites, as it is attached to one item. */
export interface Collaborator {
  /** A stranger who has not answered an invitation has no id yet: it is empty then. */
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

/** An item's own collaborators by name, the first of them. */
export interface CollaboratorList {
  readonly listed: readonly Collaborator[];
  /** True when there are more than are listed, or Box does not say who they are. */
  readonly truncated: boolean;
}

/** Collaborators by name; those who declined are none. */
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
