import type { Collaboration, CollaboratorList } from './collaborators.js';

/** Every exposure, from the owner only to everyone with the link. */
export const EXPOSURES = ['private', 'internal', 'external', 'public'] as const;
/** Who can access a file. */
export type Exposure = (typeof EXPOSURES)[number];

/** Every access level of a shared link. */
export const LINK_ACCESSES = ['open', 'company', 'collaborators'] as const;
/** The access level of a shared link. */
export type LinkAccess = (typeof LINK_ACCESSES)[number];

/** A shared link of one item; `access` is Box's `effective_access`. */
export interface SharedLink {
  readonly url: string;
  readonly access: LinkAccess;
  readonly passwordProtected: boolean;
}

/** The most open link in force on an item; `inheritedFrom` is the id of the folder with the link, null for its own. */
export interface EffectiveLink extends SharedLink {
  readonly inheritedFrom: string | null;
}

/** The sharing in force in a folder: everything that gives others than the owner access to its contents. */
export interface Sharing {
  readonly link: EffectiveLink | null;
  readonly internalCollaborators: boolean;
  readonly externalCollaborators: boolean;
}

/** Whether an item's own collaborations give access to users inside and outside the enterprise. */
export interface OwnCollaborators {
  readonly internal: boolean;
  readonly external: boolean;
  /** The collaborators by name; missing if they were not read, and in rows from before names were stored. */
  readonly byName?: CollaboratorList;
  /** True if they could not be read: the widest exposure stands for them until they are read again. */
  readonly unread?: true;
}

/** The sharing of an item itself, without what it inherits. */
export interface OwnSharing {
  readonly link: SharedLink | null;
  readonly collaborators: OwnCollaborators;
}

/** Access for the owner only. */
export const NO_SHARING: Sharing = { link: null, internalCollaborators: false, externalCollaborators: false };

/** Returns who has access through collaborations: only accepted ones count, and groups count as internal. */
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

/** Combines the sharing in force in the parent folder with a folder's own. */
export function inheritSharing(parent: Sharing, own: OwnSharing & { readonly id: string }): Sharing {
  return combine(parent, own, own.id);
}

/** Combines the sharing in force in a folder with a file's own. */
export function fileSharing(parent: Sharing, own: OwnSharing): Sharing {
  return combine(parent, own, null);
}

function combine(parent: Sharing, own: OwnSharing, carrier: string | null): Sharing {
  const ownLink = own.link && { ...own.link, inheritedFrom: carrier };
  // Of two links that are equally open, the nearer one counts.
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

/** Returns the exposure of a file under this sharing. */
export function exposureOf(sharing: Sharing, ownerIsManaged: boolean): Exposure {
  if (sharing.link?.access === 'open') return 'public';
  if (sharing.externalCollaborators || !ownerIsManaged) return 'external';
  if (sharing.internalCollaborators || sharing.link?.access === 'company') return 'internal';
  return 'private';
}
