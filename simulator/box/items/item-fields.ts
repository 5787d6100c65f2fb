/** The JSON fields of files, folders and web links. Only requested fields are rendered. */
import { sha1Of } from '../../enterprise/content/index.js';
import type { SimItem } from '../../enterprise/model.js';
import { INVITEE_ROLES } from '../../enterprise/roles.js';
import { versionId } from '../../enterprise/versions.js';
import { TRASH_MS } from '../../enterprise/world/deadlines.js';
import { ancestorsOf, isActive } from '../../enterprise/world/items.js';
import { userById } from '../../enterprise/world/users.js';
import { boxTime } from '../../time/box-time.js';
import { linkView } from '../sharing/link-view.js';
import { activeLock, permissionsView } from '../sharing/permissions.js';
import { miniUser, type RenderContext } from '../sharing/viewer.js';
import { classificationField, metadataField } from './classification.js';
import { parentView, pathCollection } from './path-view.js';

/** Renders one field of an item. */
export type FieldRenderer = (item: SimItem, context: RenderContext) => unknown;

const alwaysFalse = (): boolean => false;

const owner: FieldRenderer = ({ ownerId }, { world }) => miniUser(world, ownerId);
const hash: FieldRenderer = (item, { world }) => sha1Of(world.size.seed, item);

const COMMON: Readonly<Record<string, FieldRenderer>> = {
  sequence_id: ({ etag }) => String(etag),
  name: ({ name }) => name,
  description: ({ description }) => description ?? '',
  path_collection: (item, { world, viewer }) => pathCollection(world, item, viewer?.user),
  created_at: ({ createdAt }) => boxTime(createdAt),
  modified_at: ({ modifiedAt }) => boxTime(modifiedAt),
  content_created_at: ({ createdAt }) => boxTime(createdAt),
  content_modified_at: ({ modifiedAt }) => boxTime(modifiedAt),
  trashed_at: ({ trashedAt }) => (trashedAt === undefined ? null : boxTime(trashedAt)),
  purged_at: ({ trashedAt }) => (trashedAt === undefined ? null : boxTime(trashedAt + TRASH_MS)),
  created_by: ({ createdBy, ownerId }, { world }) => miniUser(world, createdBy ?? ownerId),
  modified_by: ({ modifiedBy, ownerId }, { world }) => miniUser(world, modifiedBy ?? ownerId),
  owned_by: owner,
  // Items in the trash have no link.
  shared_link: (item, { viewer }) => (item.status === 'active' ? linkView(item, viewer) : null),
  parent: (item, { world, viewer }) => (item.status === 'trashed' ? null : parentView(world, item, viewer?.user)),
  item_status: (item, { world }) => (isActive(world, item) ? 'active' : 'trashed'),
  has_collaborations: (item, { world, viewer }) =>
    item.collaborations.length > 0 ||
    (viewer?.inheritsHasCollaborations === true &&
      ancestorsOf(world, item).some(({ collaborations }) => collaborations.length > 0)),
  is_externally_owned: ({ ownerId }, { world, viewer }) =>
    viewer !== undefined && userById(world, ownerId)?.enterprise.id !== viewer.user.enterprise.id,
  permissions: (item, { world, viewer }) => (viewer ? permissionsView(world, viewer.user, item, viewer.now) : undefined),
  tags: () => [],
  is_accessible_via_shared_link: (item, { world }) =>
    item.link !== null || ancestorsOf(world, item).some(({ link }) => link !== null),
  allowed_invitee_roles: () => INVITEE_ROLES,
  watermark_info: () => ({ is_watermarked: false, is_watermark_inherited: false, is_watermarked_by_access_policy: false }),
  is_associated_with_app_item: alwaysFalse,
  classification: classificationField,
  metadata: metadataField,
}; // prettier-ignore

const FILE: Readonly<Record<string, FieldRenderer>> = {
  sha1: hash,
  file_version: (item, context) => ({
    type: 'file_version',
    id: versionId(item, item.version),
    sha1: hash(item, context),
  }),
  ...COMMON,
  size: ({ size }) => size,
  version_number: ({ version }) => String(version),
  comment_count: () => 0,
  lock: (item, { world, viewer }) => {
    const lock = activeLock(item, viewer?.now ?? 0);
    return (
      lock && {
        type: 'lock',
        id: lock.id,
        created_by: miniUser(world, lock.createdBy),
        created_at: boxTime(lock.createdAt),
        ...(lock.expiresAt === null ? {} : { expired_at: boxTime(lock.expiresAt) }),
        is_download_prevented: lock.isDownloadPrevented,
        app_type: null,
      }
    );
  },
  extension: ({ name }) => (name.includes('.') ? name.split('.').at(-1) : ''),
  is_package: alwaysFalse,
  expires_at: () => null,
  disposition_at: () => null,
  uploader_display_name: ({ createdBy, ownerId }, { world }) => miniUser(world, createdBy ?? ownerId).name,
  shared_link_permission_options: () => ['can_preview', 'can_download', 'can_edit'],
};

const FOLDER: Readonly<Record<string, FieldRenderer>> = {
  ...COMMON,
  size: ({ size }) => size,
  folder_upload_email: ({ id, folderSettings }) => {
    const access = folderSettings?.uploadEmail ?? null;
    return access && { access, email: `upload.${id}@u.box.example` };
  },
  sync_state: () => 'not_synced',
  can_non_owners_invite: ({ folderSettings }) => folderSettings?.canNonOwnersInvite ?? true,
  can_non_owners_view_collaborators: ({ folderSettings }) => folderSettings?.canNonOwnersViewCollaborators ?? true,
  is_collaboration_restricted_to_enterprise: ({ folderSettings }) => folderSettings?.isRestrictedToEnterprise ?? false,
  allowed_shared_link_access_levels: (_item, { viewer }) => {
    const levels = ['collaborators', 'company', 'open'];
    return levels.slice(0, levels.indexOf(viewer?.policy.sharedLinkAccess ?? 'open') + 1);
  },
};

const WEB_LINK: Readonly<Record<string, FieldRenderer>> = { url: ({ url }) => url ?? '', ...COMMON };

/** All fields by item type, besides `type`, `id` and `etag`, in the order of Box's responses. */
export const ITEM_FIELDS = { file: FILE, folder: FOLDER, web_link: WEB_LINK } as const;
