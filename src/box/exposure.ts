/** Who can reach a file, from the owner alone to anybody with the link. */
export type Exposure = 'private' | 'internal' | 'external' | 'public';

/** A shared link as it bears on one item. */
export interface SharedLink {
  readonly url: string;
  readonly access: 'open' | 'company' | 'collaborators';
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
