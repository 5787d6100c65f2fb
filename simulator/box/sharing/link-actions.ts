/** Converts the `shared_link` member of a body into an action. */
import { z } from 'zod';
import { actionTarget } from '../../commands/perform.js';
import type { Action } from '../../enterprise/actions/index.js';
import type { SimItem, SimUser } from '../../enterprise/model.js';
import type { State } from '../../state.js';
import { timestamp } from '../http/body.js';
import { badRequest } from '../http/errors.js';
import { assertRight } from './item-access.js';

/** Null removes the link. Omitted members keep their values, except `access`, which returns to the tenant's default. */
export const sharedLinkBody = z
  .object({
    access: z.enum(['open', 'company', 'collaborators']).optional(),
    password: z.string().nullish(),
    vanity_name: z.string().nullish(),
    unshared_at: timestamp.nullish(),
    permissions: z.object({ can_download: z.boolean().optional(), can_edit: z.boolean().optional() }).optional(),
  })
  .nullable();

/** The action to perform; none if nothing changes. Throws Box's error if it is not allowed. */
export function actionsForLink(
  state: State,
  user: SimUser,
  item: SimItem,
  body: z.infer<typeof sharedLinkBody>,
): Action[] {
  const { link } = item;
  const common = { as: user.id, ...actionTarget(item) };
  assertRight(state, user, item, link ? 'edit' : 'share');
  if (body === null) return link ? [{ type: 'unshare', ...common }] : [];

  const access = body.access ?? state.settings.tenantPolicy.sharedLinkDefaultAccess;
  const { can_download: canDownload = link?.canDownload, can_edit: canEdit = link?.canEdit } = body.permissions ?? {};
  if (typeof body.password === 'string') assertPassword(body.password, access);
  if (body.permissions?.can_download === true && access === 'collaborators') {
    throw badRequest('bad_request', 'shared_link.permissions.can_download is only valid with access open or company');
  }
  if (body.permissions?.can_edit === true && item.type !== 'file') {
    throw badRequest('bad_request', 'shared_link.permissions.can_edit is only valid for files');
  }
  if (body.unshared_at != null && body.unshared_at <= state.clock.now()) {
    throw badRequest('bad_request', 'shared_link.unshared_at is in the past');
  }
  const vanityName = body.vanity_name === undefined ? link?.vanityName : (body.vanity_name ?? undefined);
  return [
    {
      type: link ? 'reshare' : 'share',
      ...common,
      access,
      password: body.password === undefined ? link?.password : body.password,
      unsharedAt: body.unshared_at === undefined ? link?.unsharedAt : body.unshared_at,
      canDownload,
      canEdit,
      vanityName,
    },
  ];
}

/**
 * Box's rule: "at least eight characters long and include a number, upper case letter, or a non-numeric or
 * non-alphabetic character".
 */
function assertPassword(password: string, access: string): void {
  if (access !== 'open') throw badRequest('bad_request', 'shared_link.password is only valid with access open');
  if (password.length < 8 || !/[^a-z]/.test(password)) {
    throw badRequest('bad_request', 'shared_link.password is too weak');
  }
}
