/** Box's users, files and folders in the form in which the store records them. */
import type { BoxFile, BoxFolder, BoxUser } from '../../src/box/client.js';
import {
  exposureOf,
  fileSharing,
  inheritSharing,
  type OwnCollaborators,
  type Sharing,
} from '../../src/domain/exposure.js';
import { extensionOf } from '../../src/domain/file.js';
import { problem } from '../../src/domain/problems.js';
import type { StoredUser } from '../../src/store/scan/box-users.js';
import type { ObservedFile, ObservedFolder } from '../../src/store/scan/observation.js';
import { NO_COLLABORATORS } from './sharing.js';

/** The folder that contains an item. */
export interface ParentContext {
  /** '0' is the root of the item's owner. */
  readonly folderId: string;
  /** Empty for a root. */
  readonly path: string;
  /** The ids from the top folder to this one, without the root. */
  readonly ancestorIds: readonly string[];
  /** The sharing in force in this folder. */
  readonly sharing: Sharing;
}

/** A user's row. Box does not let us act as a deactivated user, so it is skipped. */
export function toBoxUserRow(user: Pick<BoxUser, 'id' | 'login' | 'name' | 'role' | 'status'>): StoredUser {
  return {
    userId: user.id,
    login: user.login,
    name: user.name,
    role: user.role,
    status: user.status,
    skippedReason: user.status === 'inactive' ? problem('user_inactive', { login: user.login }) : null,
  };
}

/** A file with its exposure, which follows from the sharing of its folder and its own. */
export function observeFile(
  file: BoxFile,
  parent: ParentContext,
  collaborators: OwnCollaborators,
  ownerIsManaged: boolean,
): ObservedFile {
  const sharing = fileSharing(parent.sharing, { link: file.link, collaborators });
  return {
    fileId: file.id,
    folderId: parent.folderId,
    name: file.name,
    path: `${parent.path}/${file.name}`,
    ownerId: file.ownerId,
    ownerLogin: file.ownerLogin,
    size: file.size,
    sha1: file.sha1,
    extension: extensionOf(file.name),
    etag: file.etag,
    access: exposureOf(sharing, ownerIsManaged),
    sharedLink: sharing.link,
    hasCollaborations: sharing.internalCollaborators || sharing.externalCollaborators,
    ownCollaborators: collaborators,
    createdAt: file.createdAt,
    modifiedAt: file.modifiedAt,
  };
}

/** A folder whose own collaborators are known, with the sharing in force in it. */
export function observeFolder(
  folder: BoxFolder,
  parent: ParentContext,
  collaborators: OwnCollaborators,
): ObservedFolder & { readonly sharing: Sharing } {
  return {
    ...observeListedFolder(folder, parent),
    ownCollaborators: collaborators,
    sharing: inheritSharing(parent.sharing, { id: folder.id, link: folder.link, collaborators }),
  };
}

/** A folder as an entry of its parent's listing. Its own collaborators are read once, when the folder itself is listed. */
export function observeListedFolder(folder: BoxFolder, parent: ParentContext): ObservedFolder {
  return {
    folderId: folder.id,
    ownerId: folder.ownerId,
    parentId: parent.folderId,
    name: folder.name,
    path: `${parent.path}/${folder.name}`,
    ancestorIds: parent.ancestorIds,
    hasCollaborations: folder.hasCollaborations,
    ownLink: folder.link,
    ownCollaborators: folder.hasCollaborations ? null : NO_COLLABORATORS,
    sharing: null,
  };
}
