import type { Activity, EventMeaning } from '../domain/activity.js';
import type { BoxEvent } from './events.js';

/** Event types by meaning, from Box's guide "Enterprise events". Any other type is stored and promotes nothing. */
const GROUPS: readonly (EventMeaning & { readonly types: string })[] = [
  {
    category: 'modifies',
    effect: 'item',
    types: `UPLOAD EDIT COPY UNDELETE FILE_VERSION_RESTORE ITEM_MODIFY FILE_MARKED_MALICIOUS
      METADATA_INSTANCE_CREATE METADATA_INSTANCE_UPDATE METADATA_INSTANCE_DELETE METADATA_INSTANCE_COPY
      WATERMARK_LABEL_CREATE WATERMARK_LABEL_DELETE`,
  },
  {
    category: 'shares',
    effect: 'item',
    types: `SHARE UNSHARE ITEM_SHARED_UPDATE SHARE_EXPIRATION UPDATE_SHARE_EXPIRATION COLLABORATION_INVITE
      COLLABORATION_ACCEPT COLLABORATION_ROLE_CHANGE COLLABORATION_REMOVE COLLABORATION_EXPIRATION
      UPDATE_COLLABORATION_EXPIRATION CHANGE_FOLDER_PERMISSION ADVANCED_FOLDER_SETTINGS_UPDATE
      EXTERNAL_COLLAB_SECURITY_SETTINGS GROUP_ADD_ITEM GROUP_REMOVE_ITEM EMAIL_UPLOAD_ENABLED EMAIL_UPLOAD_DISABLED
      FILE_REQUEST_CREATE FILE_REQUEST_UPDATE FILE_REQUEST_DELETE`,
  },
  {
    category: 'moves',
    effect: 'item',
    types: 'MOVE RENAME LOCK UNLOCK ILLEGAL_ITEM_OWNERSHIP_TRANSFER_BY_USER',
  },
  { category: 'removes', effect: 'item', types: 'DELETE STORAGE_EXPIRATION' },
  {
    category: 'reads',
    effect: 'none',
    types: `PREVIEW DOWNLOAD CONTENT_ACCESS ITEM_OPEN FILE_WATERMARKED_DOWNLOAD SHARED_LINK_SEND ITEM_EMAIL_SEND
      SHARED_LINK_REDIRECT_OUT_OF_SHARED_CONTEXT ITEM_SYNC ITEM_UNSYNC PRINT EXPORT VIEW`,
  },
  { category: 'other', effect: 'user', types: 'NEW_USER EDIT_USER DELETE_USER CHANGE_ADMIN_ROLE' },
  {
    category: 'other',
    effect: 'none',
    types: `EMAIL_ALIAS_CONFIRM EMAIL_ALIAS_REMOVE GROUP_ADD_USER GROUP_REMOVE_USER GROUP_CREATION GROUP_EDITED
      GROUP_DELETION GROUP_ADMIN_CREATED GROUP_ADMIN_DELETED METADATA_CASCADE_POLICY_APPLY
      METADATA_CASCADE_POLICY_CREATE METADATA_TEMPLATE_CREATE METADATA_TEMPLATE_UPDATE METADATA_TEMPLATE_DELETE
      RETENTION_POLICY_ASSIGNMENT_ADD DATA_RETENTION_CREATE_RETENTION DATA_RETENTION_REMOVE_RETENTION
      LEGAL_HOLD_POLICY_CREATE LEGAL_HOLD_POLICY_UPDATE LEGAL_HOLD_POLICY_DELETE LEGAL_HOLD_ASSIGNMENT_CREATE
      LEGAL_HOLD_ASSIGNMENT_DELETE USER_AUTHENTICATE_OAUTH2_ACCESS_TOKEN_CREATE OAUTH2_ACCESS_TOKEN_REVOKE
      OAUTH2_REFRESH_TOKEN_REVOKE APPLICATION_CREATED APPLICATION_PUBLIC_KEY_ADDED APPLICATION_PUBLIC_KEY_DELETED
      ENTERPRISE_APP_AUTHORIZATION_UPDATE FAVORITE UNFAVORITE COMMENT_CREATE COMMENT_DELETE COMMENT_EDIT
      ANNOTATIONV2_CREATE ANNOTATIONV2_UPDATE ANNOTATIONV2_DELETE TASK_CREATE TASK_UPDATE TASK_ASSIGNMENT_CREATE
      TASK_ASSIGNMENT_UPDATE TASK_ASSIGNMENT_DELETE TASK_ASSIGNMENT_COMPLETE LOGIN FAILED_LOGIN ADMIN_LOGIN
      ADD_LOGIN_ACTIVITY_DEVICE REMOVE_LOGIN_ACTIVITY_DEVICE ADD_DEVICE_ASSOCIATION REMOVE_DEVICE_ASSOCIATION
      DEVICE_TRUST_CHECK_FAILED TERMS_OF_SERVICE_ACCEPT TERMS_OF_SERVICE_REJECT ACCESS_GRANTED ACCESS_REVOKED
      SHIELD_ALERT SHIELD_EXTERNAL_COLLAB_ACCESS_BLOCKED SHIELD_DOWNLOAD_BLOCKED CONTENT_WORKFLOW_POLICY_ADD
      CONTENT_WORKFLOW_UPLOAD_POLICY_VIOLATION CONTENT_WORKFLOW_SHARING_POLICY_VIOLATION
      CONTENT_WORKFLOW_ABNORMAL_DOWNLOAD_ACTIVITY WORKFLOW_AUTOMATION_CREATE WORKFLOW_AUTOMATION_UPDATE
      WORKFLOW_AUTOMATION_DELETE`,
  },
];

/** The meaning of each event type. */
export const EVENT_TYPES: ReadonlyMap<string, EventMeaning> = new Map(
  GROUPS.flatMap(({ types, category, effect }) =>
    types.split(/\s+/).map((type) => [type, { category, effect }] as const),
  ),
);

const UNKNOWN: EventMeaning = { category: 'other', effect: 'none' };

/** The meaning of an event type. Box calls its lists "not exhaustive", so unknown types are expected. */
export function classify(eventType: string): EventMeaning {
  return EVENT_TYPES.get(eventType) ?? UNKNOWN;
}

/** The type under which an event without a type is stored. */
const UNKNOWN_TYPE = 'UNKNOWN';

/**
 * Adds an event's meaning, and whether our own app caused it. `serviceId` is our app's id at Box, null if not configured.
 * `receivedAt` stands in for a time that Box did not send.
 */
export function toActivity(
  { serviceId: actingApp, ...event }: BoxEvent,
  serviceId: string | null,
  receivedAt: Date,
): Activity {
  return {
    ...event,
    ...classify(event.type),
    type: event.type || UNKNOWN_TYPE,
    occurredAt: event.occurredAt ?? receivedAt.toISOString(),
    timeUnknown: event.occurredAt === null,
    own: serviceId !== null && actingApp === serviceId,
  };
}
