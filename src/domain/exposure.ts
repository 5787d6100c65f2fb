import type { Collaboration, CollaboratorList } from './collaborators.js';

/** Every exposure, from the owner alone to anybody with the link. */
export const EXPOSURES = ['private', 'internal', 'external', 'public'] as const;
/** Who can access a file. */
export type Exposure = (typeof EXPOSURES)[number];

/** Every access level of a shared link. */
export const LINK_ACCESSES = ['open', 'company', 'collaborators'] as const;
/** The access level of a shared link. */
export type LinkAccess = (typeof LINK_ACCESSES)[number];

/** A shared link as it bears on one item; `access` is Box's `effective_access`. */
export interface SharedLink {
  readonly url: string;
  readonly access: LinkAccess;
  readonly passwordProtected: boolean;
}

/** The most open link in force on an item; `inheritedFrom` names the folder that carries it, null for its own. */
export interface EffectiveLink extends SharedLink {
  readonly inheritedFrom: string | null;
}

/** Everything that opens a folder's contents to somebody besides the owner. */
export interface Sharing {
  readonly link: EffectiveLink | null;
  readonly internalCollaborators: boolean;
  readonly externalCollaborators: boolean;
}

/** Whom an item's own collaborations let in. */
export interface OwnCollaborators {
  readonly internal: boolean;
  readonly external: boolean;
  /** Who they are; missing where that was not asked for, or was recorded before it was kept. */
  readonly byName?: CollaboratorList;
}

/** What an item carries itself. */
export interface OwnSharing {
  readonly link: SharedLink | null;
  readonly collaborators: OwnCollaborators;
}

/** Nobody but the owner. */
export const NO_SHARING: Sharing = { link: null, internalCollaborators: false, externalCollaborators: false };

/** Whom collaborations let in: accepted ones only, groups count as internal. */
export function collaboratorsOf(
  collaborations: readonly Collaboration[],
  isManagedUser: (id: string, login: string | null) => boolean,
): OwnCollaborators {
  const accepted = collaborations.flatMap(({ status, accessibleBy }) =>
    status === 'accepted' && accessibleBy ? [accessibleBy] : [],
  );
  const isInternal = (party: (typeof accepted)[number]) =>
    party.type === 'group' || isManagedUser(party.id, party.login);
  return { internal: accepted.some(isInternal), external: accepted.some((party) => !isInternal(party)) };
}

/** The sharing in force in a folder: that of the folder above, and its own. */
export function inheritSharing(parent: Sharing, own: OwnSharing & { readonly id: string }): Sharing {
  return combine(parent, own, own.id);
}

/** The sharing in force on a file: that of its folder, and its own. */
export function fileSharing(parent: Sharing, own: OwnSharing): Sharing {
  return combine(parent, own, null);
}

function combine(parent: Sharing, own: OwnSharing, carrier: string | null): Sharing {
  const ownLink = own.link && { ...own.link, inheritedFrom: carrier };
  // The nearest wins a tie.
  const ownWins = ownLink && (!parent.link || openness(ownLink) >= openness(parent.link));
  return {
    link: ownWins ? ownLink : parent.link,
    internalCollaborators: parent.internalCollaborators || own.collaborators.internal,
    externalCollaborators: parent.externalCollaborators || own.collaborators.external,
  };
}

function openness({ access, passwordProtected }: SharedLink): number {
  if (access === 'open') return passwordProtected ? 3 : 4;
  return access === 'company' ? 2 : 1;
}

/** Who can reach a file under this sharing. */
export function exposureOf(sharing: Sharing, ownerIsManaged: boolean): Exposure {
  if (sharing.link?.access === 'open') return 'public';
  if (sharing.externalCollaborators || !ownerIsManaged) return 'external';
  if (sharing.internalCollaborators || sharing.link?.access === 'company') return 'internal';
  return 'private';
}
