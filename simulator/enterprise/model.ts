/** What the simulated enterprise is made of. */

/** An account at Box. */
export interface SimUser {
  readonly id: string;
  login: string;
  name: string;
  role: 'admin' | 'coadmin' | 'user';
  status: 'active' | 'inactive';
  readonly enterprise: SimEnterprise;
  readonly createdAt: number;
  /** An app's own account: it acts for the app, and is in no list of the enterprise's users. */
  readonly isServiceAccount?: true;
}

/** A company that has Box. */
export interface SimEnterprise {
  readonly id: string;
  readonly name: string;
}

/** A shared link on an item. */
export interface SimLink {
  readonly url: string;
  readonly access: LinkAccess;
  /** What opens it; null when it asks for nothing. */
  readonly password: string | null;
  /** Absent: it allows downloads. */
  readonly canDownload?: boolean;
  /** Absent: it allows no editing. */
  readonly canEdit?: boolean;
  /** A name of its own in a second address; absent: none. */
  readonly vanityName?: string;
  /** When it ends, epoch milliseconds; absent: never. */
  readonly unsharedAt?: number;
}

/** How far a link reaches. */
export type LinkAccess = 'open' | 'company' | 'collaborators';

/** That a user or a group is let in to an item and to all that lies below. */
export interface SimCollaboration {
  readonly id: string;
  readonly party: {
    readonly type: 'user' | 'group';
    readonly id: string;
    readonly login: string;
    readonly name: string;
  };
  readonly role: string;
  readonly status: 'accepted' | 'pending';
  readonly createdAt: number;
  /** Absent: the item's owner. */
  readonly createdBy?: string;
  /** Absent: unchanged since it was made. */
  readonly modifiedAt?: number;
  /** When it ends, epoch milliseconds; absent: never. */
  readonly expiresAt?: number;
  /** True: the item is reached, but not listed in the collaborator's root. */
  readonly isAccessOnly?: boolean;
}

/** Keeps everybody but its maker from changing a file. */
export interface SimLock {
  readonly id: string;
  readonly createdBy: string;
  readonly createdAt: number;
  /** Epoch milliseconds; null: until it is taken off. */
  readonly expiresAt: number | null;
  readonly isDownloadPrevented: boolean;
}

/** What a folder's owner has set. */
export interface FolderSettings {
  readonly canNonOwnersInvite?: boolean | undefined;
  readonly canNonOwnersViewCollaborators?: boolean | undefined;
  readonly isRestrictedToEnterprise?: boolean | undefined;
  /** Who may mail files into it; null: nobody. */
  readonly uploadEmail?: 'open' | 'collaborators' | null | undefined;
}

/** A classification on an item; `version` is raised by each new label. */
export interface SimClassification {
  readonly label: string;
  readonly version: number;
}

/** A version of a file that another has taken the place of. */
export interface PastVersion {
  readonly version: number;
  readonly size: number;
  readonly modifiedAt: number;
  readonly modifiedBy: string;
}

/** What an item was before a change at `at`, epoch milliseconds. */
export interface RecentChange {
  readonly at: number;
  readonly before: Pick<SimItem, 'name' | 'status'>;
}

/**
 * A file, folder or web link; `parentId` is '0' in its owner's root. Times are epoch milliseconds, whole seconds. What
 * may be absent is so until somebody sets it: there are a million of these.
 */
export interface SimItem {
  readonly type: 'file' | 'folder' | 'web_link';
  readonly id: string;
  name: string;
  parentId: string;
  ownerId: string;
  /** What its bytes are made from, with its id and version (`content/`); empty for a folder. */
  readonly template: string;
  /** The length of its bytes; 0 for a folder. */
  size: number;
  /** Raised by each new version. */
  version: number;
  /** Raised by each change. */
  etag: number;
  readonly createdAt: number;
  modifiedAt: number;
  link: SimLink | null;
  collaborations: SimCollaboration[];
  status: 'active' | 'trashed' | 'purged';
  lock: SimLock | null;
  description?: string;
  /** Absent: the owner; so is who changed it last. */
  createdBy?: string;
  modifiedBy?: string;
  trashedAt?: number;
  pastVersions?: readonly PastVersion[];
  classification?: SimClassification;
  folderSettings?: FolderSettings;
  /** 'company': people of other enterprises cannot download it. */
  downloadableBy?: 'open' | 'company';
  /** What the search index may not know of yet, oldest first; the older is forgotten. */
  recentChanges?: readonly RecentChange[];
  /** Where a web link leads. */
  url?: string;
}
