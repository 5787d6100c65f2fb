/** The JSON of users in API responses. */
import type { SimUser } from '../../enterprise/model.js';
import { boxTime } from '../../time/box-time.js';
import { parseFields, pickFields } from '../http/fields.js';

const USER_STANDARD = [
  'name', 'login', 'created_at', 'modified_at', 'language', 'timezone', 'space_amount', 'space_used',
  'max_upload_size', 'status', 'job_title', 'phone', 'address', 'avatar_url', 'notification_email',
]; // prettier-ignore

/** The JSON of a user. `role` and `enterprise` are included only on request. */
export function userView(user: SimUser, fields: string | undefined): Record<string, unknown> {
  const has = parseFields(fields, USER_STANDARD);
  return pickFields({ type: 'user', id: user.id }, has, {
    name: () => user.name,
    login: () => user.login,
    role: () => user.role,
    status: () => user.status,
    enterprise: () => ({ type: 'enterprise', ...user.enterprise }),
    created_at: () => boxTime(user.createdAt),
    modified_at: () => boxTime(user.createdAt),
    language: () => 'en',
    timezone: () => 'America/Los_Angeles',
    space_amount: () => 10_995_116_277_760,
    space_used: () => 0,
    max_upload_size: () => 5_368_709_120,
    job_title: () => '',
    phone: () => '',
    address: () => '',
    avatar_url: () => `https://acme.box.example/avatar/${user.id}`,
    notification_email: () => null,
    can_see_managed_users: () => true,
    is_sync_enabled: () => true,
  });
}
