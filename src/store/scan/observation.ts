import type { EffectiveLink, Exposure, OwnCollaborators, SharedLink, Sharing } from '../../domain/exposure.js';

/** A file as Box returned it, with its path and exposure. */
export interface ObservedFile {
  readonly fileId: string;
  readonly folderId: string;
  readonly name: string;
  readonly path: string;
  readonly ownerId: string;
  readonly ownerLogin: string;
  readonly size: number;
  readonly sha1: string | null;
  readonly extension: string;
  readonly etag: string | null;
  readonly access: Exposure;
  readonly sharedLink: EffectiveLink | null;
  readonly hasCollaborations: boolean;
  readonly ownCollaborators: OwnCollaborators;
  readonly createdAt: string | null;
  readonly modifiedAt: string | null;
}

/** A folder as Box returned it; `ownCollaborators` and `sharing` are null until they are known. */
export interface ObservedFolder {
  readonly folderId: string;
  readonly ownerId: string;
  readonly parentId: string;
  readonly name: string;
  readonly path: string;
  readonly ancestorIds: readonly string[];
  readonly hasCollaborations: boolean;
  readonly ownLink: SharedLink | null;
  readonly ownCollaborators: OwnCollaborators | null;
  readonly sharing: Sharing | null;
}

/** The scan that made an observation; `observedAt` is the time of the request to Box. */
export interface Observation {
  readonly connectionId: string;
  readonly generation: number;
  readonly observedAt: Date;
}
