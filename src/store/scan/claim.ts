import type { OwnCollaborators, SharedLink, Sharing } from '../../domain/exposure.js';
import type { Lane } from '../../domain/scan.js';
import type { ListingPass } from '../tables/scan.js';

/** A claimed folder with the data that its listing needs; `folderId` '0' is the root of `userId`. */
export interface Claim {
  readonly userId: string;
  readonly folderId: string;
  readonly lane: Lane;
  /** Its place among the folders that wait (`FrontierEntry`). */
  readonly turn: number;
  readonly marker: string | null;
  /** Failed attempts since the last progress. */
  readonly attempts: number;
  /** Whether the user was skipped when the folder was claimed. */
  readonly isUserSkipped: boolean;
  /** Whether the folder was parked: it is listed as a problem until its listing succeeds. */
  readonly isParked: boolean;
  /** How often the folder was listed to its end although some of its items could not be scanned. */
  readonly passes: number;
  /** The pass that is under way; null at its beginning. */
  readonly pass: ListingPass | null;
  /** The folder itself; null for a root. */
  readonly folder: ClaimedFolder | null;
  /** The sharing in force on the parent folder; null for a root and where it is unknown. */
  readonly parentSharing: Sharing | null;
}

/** A claimed folder as the listing of its parent recorded it. */
export interface ClaimedFolder {
  readonly name: string;
  readonly path: string;
  readonly parentId: string;
  readonly ownerId: string;
  readonly ancestorIds: readonly string[];
  readonly hasCollaborations: boolean;
  readonly ownLink: SharedLink | null;
  readonly ownCollaborators: OwnCollaborators | null;
}
