/** The triggers of webhooks V2, and the trigger of an event. */
import type { SimEvent } from '../enterprise/events/event.js';

/** All triggers in Box's API description. */
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
/** A trigger. */
export type Trigger = (typeof TRIGGERS)[number];

/** Triggers by event type, if they are the same for files and folders. */
const BY_EVENT: Record<string, Trigger> = {
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
const BY_FILE_EVENT: Record<string, Trigger> = {
  UPLOAD: 'FILE.UPLOADED',
  // Box reports a new version as an upload.
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
const BY_FOLDER_EVENT: Record<string, Trigger> = {
  UPLOAD: 'FOLDER.CREATED',
  RENAME: 'FOLDER.RENAMED',
  DOWNLOAD: 'FOLDER.DOWNLOADED',
  UNDELETE: 'FOLDER.RESTORED',
  COPY: 'FOLDER.COPIED',
  MOVE: 'FOLDER.MOVED',
};

/** What determines the trigger, besides the event. */
export interface TriggerContext {
  /** Whether the item was purged, not moved to the trash. */
  readonly isPurged: boolean;
  /** Whether a collaboration ended because its invitation was declined. */
  readonly isRejection: boolean;
}

/** The trigger of an event; undefined for none. */
export function triggerOf(
  { type, itemType }: SimEvent,
  { isPurged, isRejection }: TriggerContext,
): Trigger | undefined {
  if (itemType !== 'file' && itemType !== 'folder') return undefined;
  if (isRejection) return 'COLLABORATION.REJECTED';
  if (type === 'DELETE') {
    if (itemType === 'file') return isPurged ? 'FILE.DELETED' : 'FILE.TRASHED';
    return isPurged ? 'FOLDER.DELETED' : 'FOLDER.TRASHED';
  }
  return BY_EVENT[type] ?? (itemType === 'file' ? BY_FILE_EVENT : BY_FOLDER_EVENT)[type];
}
