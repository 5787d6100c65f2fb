/** Privileges of admins. */
import type { SimUser } from '../../enterprise/model.js';
import type { AppSettings, Privilege } from './app-settings.js';

/**
 * Whether a user has a privilege. The Admin and service accounts have all; a Co-Admin has those that the settings list.
 */
export function hasPrivilege({ coAdminPrivileges }: AppSettings, user: SimUser, privilege: Privilege): boolean {
  if (user.isServiceAccount || user.role === 'admin') return true;
  return user.role === 'coadmin' && (coAdminPrivileges[user.login]?.includes(privilege) ?? true);
}
