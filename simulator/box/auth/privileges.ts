/** Who may administer the enterprise. */
import type { SimUser } from '../../enterprise/model.js';
import type { AppSettings, Privilege } from './app-settings.js';

/** Whether a user has a right: the Admin and an authorized app's own account have all, a Co-Admin those that were given. */
export function hasPrivilege({ coAdminPrivileges }: AppSettings, user: SimUser, privilege: Privilege): boolean {
  if (user.isServiceAccount || user.role === 'admin') return true;
  return user.role === 'coadmin' && (coAdminPrivileges[user.login]?.includes(privilege) ?? true);
}
