/** The objects of the simulated enterprise. */

/** An account at Box. */
export interface SimUser {
  readonly id: string;
  login: string;
  name: string;
  role: 'admin' | 'coadmin' | 'user';
  status: 'active' | 'inactive';
  readonly enterprise: SimEnterprise;
  readonly createdAt: number;
  /** Set for the service account of an app. It is not listed among the enterprise's users. */
  readonly isServiceAccount?: true;
}

/** A Box enterprise. */
export interface SimEnterprise {
  readonly id: string;
  readonly name: string;
}

/** A shared link on an item. */
export interface SimLink {
  readonly url: string;
  readonly access: LinkAccess;
  /** Null when the link requires none. */
  readonly password: string | null;
  /** Absent: true. */
  readonly canDownload?: boolean;
  /** Absent: false. */
  readonly canEdit?: boolean;
  /** The custom name in a second URL. */
  readonly vanityName?: string;
  /** When the link expires, epoch milliseconds. Absent: never. */
  readonly unsharedAt?: number;
}

/** Who may use a link. */
export type LinkAccess = 'open' | 'company' | 'collaborators';

/** The access of a user or group to an item and everything below it. */
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
  /** The inviting user. Absent: the item's owner. */
  readonly createdBy?: string;
  /** Absent: not changed since its creation. */
  readonly modifiedAt?: number;
  /** When it expires, epoch milliseconds. Absent: never. */
  readonly expiresAt?: number;
  /** Whether the item is accessible, but not listed in the collaborator's root. */
  readonly isAccessOnly?: boolean;
}

/** A lock on a file: only its creator may change the file. */
export interface SimLock {
  readonly id: string;
  readonly createdBy: string;
  readonly createdAt: number;
  /** Epoch milliseconds. Null: until the file is unlocked. */
  readonly expiresAt: number | null;
  readonly isDownloadPrevented: boolean;
}

/** Settings of a folder. */
export interface FolderSettings {
  readonly canNonOwnersInvite?: boolean | undefined;
  readonly canNonOwnersViewCollaborators?: boolean | undefined;
  readonly isRestrictedToEnterprise?: boolean | undefined;
  /** Who may upload files by e-mail; null disables it. */
  readonly uploadEmail?: 'open' | 'collaborators' | null | undefined;
}

/** An item's classification. Each new label increments `version`. */
export interface SimClassification {
  readonly label: string;
  readonly version: number;
}

/** A former version of a file. */
export interface PastVersion {
  readonly version: number;
  readonly size: number;
  readonly modifiedAt: number;
  readonly modifiedBy: string;
}

/** A change at `at`, epoch milliseconds, and the item's fields before it. */
export interface RecentChange {
  readonly at: number;
  readonly before: Pick<SimItem, 'name' | 'status'>;
}

/**
 * A file, folder or web link; `parentId` is '0' in its owner's root. Times are epoch milliseconds, whole seconds.
 * Optional fields are absent until set, to save memory: there may be a million items.
 */
export interface SimItem {
  readonly type: 'file' | 'folder' | 'web_link';
  readonly id: string;
  name: string;
  parentId: string;
  ownerId: string;
  /** The key of the template from which `content/` makes the file's bytes; empty for a folder. */
  readonly template: string;
  /** In bytes; 0 for a folder. */
  size: number;
  /** Counts the file's versions from 1. */
  version: number;
  /** Incremented by each change. */
  etag: number;
  readonly createdAt: number;
  modifiedAt: number;
  link: SimLink | null;
  collaborations: SimCollaboration[];
  status: 'active' | 'trashed' | 'purged';
  lock: SimLock | null;
  description?: string;
  /** A user id; so is `modifiedBy`. Absent: the owner. */
  createdBy?: string;
  modifiedBy?: string;
  trashedAt?: number;
  pastVersions?: readonly PastVersion[];
  classification?: SimClassification;
  folderSettings?: FolderSettings;
  /** 'company': users of other enterprises cannot download it. */
  downloadableBy?: 'open' | 'company';
  /** The latest changes, oldest first, for a search index that lags behind. */
  recentChanges?: readonly RecentChange[];
  /** The target of a web link. */
  url?: string;
}
