/** The JSON of shared links. */
import { limitAccess } from '../../enterprise/links.js';
import type { SimItem } from '../../enterprise/model.js';
import { boxTime } from '../../time/box-time.js';
import type { Viewer } from './viewer.js';

/** The JSON of an item's own link, as limited by the tenant's policy; null if it has none. */
export function linkView(
  { type, id, name, link }: SimItem,
  viewer: Viewer | undefined,
): Record<string, unknown> | null {
  if (!link) return null;
  const effective = limitAccess(link.access, viewer?.policy.sharedLinkAccess ?? 'open');
  // "Can be set to true when the effective access level is open or company" (Box's reference of shared links).
  const canDownload = (link.canDownload ?? true) && effective !== 'collaborators';
  const canEdit = canDownload && type === 'file' && (link.canEdit ?? false);
  return {
    url: link.url,
    download_url: type === 'file' && canDownload ? downloadUrl(id, name) : null,
    vanity_url: link.vanityName === undefined ? null : `https://acme.box.example/v/${link.vanityName}`,
    vanity_name: link.vanityName ?? null,
    access: link.access,
    effective_access: effective,
    effective_permission: canEdit ? 'can_edit' : canDownload ? 'can_download' : 'can_preview',
    is_password_enabled: link.password !== null,
    unshared_at: link.unsharedAt === undefined ? null : boxTime(link.unsharedAt),
    download_count: 0,
    preview_count: 0,
    permissions: { can_preview: true, can_download: canDownload, can_edit: canEdit },
  };
}

function downloadUrl(id: string, name: string): string {
  const extension = /\.[a-z0-9]+$/i.exec(name)?.[0] ?? '';
  return `https://acme.box.example/shared/static/${id}${extension}`;
}
