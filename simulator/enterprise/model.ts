/** What the simulated enterprise is made of. */

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

export interface SimEnterprise {
  readonly id: string;
  readonly name: string;
}

export interface SimLink {
  readonly url: string;
  readonly access: 'open' | 'company' | 'collaborators';
  readonly password: boolean;
}

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
}

/** A file or folder; `parentId` is '0' in its owner's root. Times are epoch milliseconds, whole seconds. */
export interface SimItem {
  readonly type: 'file' | 'folder';
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
  locked: boolean;
}
