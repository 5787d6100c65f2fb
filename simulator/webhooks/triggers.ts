/** The triggers of webhooks V2, and which of them an event pulls. */
import type { SimEvent } from '../enterprise/events/event.js';

/** All triggers that Box's description of its API knows. */
export const TRIGGERS = [
  'FILE.UPLOADED', 'FILE.PREVIEWED', 'FILE.DOWNLOADED', 'FILE.TRASHED', 'FILE.DELETED', 'FILE.RESTORED', 'FILE.COPIED',
  'FILE.MOVED', 'FILE.LOCKED', 'FILE.UNLOCKED', 'FILE.RENAMED', 'COMMENT.CREATED', 'COMMENT.UPDATED',
  'COMMENT.DELETED', 'TASK_ASSIGNMENT.CREATED', 'TASK_ASSIGNMENT.UPDATED', 'METADATA_INSTANCE.CREATED',
  'METADATA_INSTANCE.UPDATED', 'METADATA_INSTANCE.DELETED', 'FOLDER.CREATED', 'FOLDER.RENAMED', 'FOLDER.DOWNLOADED',
  'FOLDER.RESTORED', 'FOLDER.DELETED', 'FOLDER.COPIED', 'FOLDER.MOVED', 'FOLDER.TRASHED', 'WEBHOOK.DELETED',
  'COLLABORATION.CREATED', 'COLLABORATION.ACCEPTED', 'COLLABORATION.REJECTED', 'COLLABORATION.REMOVED',
  'COLLABORATION.UPDATED', 'SHARED_LINK.DELETED', 'SHARED_LINK.CREATED', 'SHARED_LINK.UPDATED',
  'SIGN_REQUEST.COMPLETED', 'SIGN_REQUEST.DECLINED', 'SIGN_REQUEST.EXPIRED', 'SIGN_REQUEST.SIGNER_EMAIL_BOUNCED',
  'SIGN_REQUEST.SIGN_SIGNER_SIGNED', 'SIGN_REQUEST.SIGN_DOCUMENT_CREATED', 'SIGN_REQUEST.SIGN_ERROR_FINALIZING',
] as const; // prettier-ignore
/** One of them. */
export type Trigger = (typeof TRIGGERS)[number];

/** Triggers by the event's name, where they are the same for files and folders. */
const OF_EITHER: Record<string, Trigger> = {
  SHARE: 'SHARED_LINK.CREATED',
  UNSHARE: 'SHARED_LINK.DELETED',
  ITEM_SHARED_UPDATE: 'SHARED_LINK.UPDATED',
  COLLABORATION_INVITE: 'COLLABORATION.CREATED',
  COLLABORATION_ACCEPT: 'COLLABORATION.ACCEPTED',
  COLLABORATION_REMOVE: 'COLLABORATION.REMOVED',
  COLLABORATION_ROLE_CHANGE: 'COLLABORATION.UPDATED',
  METADATA_INSTANCE_CREATE: 'METADATA_INSTANCE.CREATED',
  METADATA_INSTANCE_UPDATE: 'METADATA_INSTANCE.UPDATED',
  METADATA_INSTANCE_DELETE: 'METADATA_INSTANCE.DELETED',
};
const OF_FILES: Record<string, Trigger> = {
  UPLOAD: 'FILE.UPLOADED',
  // A new version is told as an upload.
  EDIT: 'FILE.UPLOADED',
  PREVIEW: 'FILE.PREVIEWED',
  DOWNLOAD: 'FILE.DOWNLOADED',
  UNDELETE: 'FILE.RESTORED',
  COPY: 'FILE.COPIED',
  MOVE: 'FILE.MOVED',
  LOCK: 'FILE.LOCKED',
  UNLOCK: 'FILE.UNLOCKED',
  RENAME: 'FILE.RENAMED',
};
const OF_FOLDERS: Record<string, Trigger> = {
  UPLOAD: 'FOLDER.CREATED',
  RENAME: 'FOLDER.RENAMED',
  DOWNLOAD: 'FOLDER.DOWNLOADED',
  UNDELETE: 'FOLDER.RESTORED',
  COPY: 'FOLDER.COPIED',
  MOVE: 'FOLDER.MOVED',
};

/** What an event does not tell of what happened. */
export interface TriggerContext {
  /** A deletion for good, and not to the trash. */
  readonly isGone: boolean;
  /** A collaboration that ended because its invitation was turned down. */
  readonly isRejection: boolean;
}

/** The trigger that an event pulls; undefined for none. */
export function triggerOf({ type, itemType }: SimEvent, { isGone, isRejection }: TriggerContext): Trigger | undefined {
  if (itemType !== 'file' && itemType !== 'folder') return undefined;
  if (isRejection) return 'COLLABORATION.REJECTED';
  if (type === 'DELETE') {
    if (itemType === 'file') return isGone ? 'FILE.DELETED' : 'FILE.TRASHED';
    return isGone ? 'FOLDER.DELETED' : 'FOLDER.TRASHED';
  }
  return OF_EITHER[type] ?? (itemType === 'file' ? OF_FILES : OF_FOLDERS)[type];
}
