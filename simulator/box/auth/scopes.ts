/** The scopes that the simulator's endpoints require ("Scopes", Box's guide). */
import { ClientError } from '../http/errors.js';
import type { Scope } from './app-settings.js';
import type { Caller } from './caller.js';

/** An API call: `path` without the query, of which only `stream_type` matters. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly streamType: string | undefined;
}

const READ: readonly Scope[] = ['root_readonly', 'root_readwrite'];
const WRITE: readonly Scope[] = ['root_readwrite'];
const USERS: readonly Scope[] = ['manage_managed_users', 'manage_app_users'];
/**
 * Scopes by path, for all methods; the first match applies. Other paths are content, whose scopes depend on the method.
 */
const BY_PATH: readonly (readonly [RegExp, readonly Scope[]])[] = [
  [/^\/2\.0\/users\/me$/, []],
  [/^\/2\.0\/(groups|group_memberships)\b|^\/2\.0\/users\/[^/]+\/memberships$/, ['manage_groups']],
  [/^\/2\.0\/users\b/, USERS],
  [/^\/2\.0\/webhooks\b/, ['manage_webhook']],
  [/^\/2\.0\/(retention_policies|retention_policy_assignments)\b/, ['manage_data_retention']],
  [/^\/2\.0\/(legal_hold_policies|legal_hold_policy_assignments)\b/, ['manage_legal_hold']],
  [/^\/2\.0\/enterprise_configurations\b/, ['manage_enterprise_properties']],
];

/** The scopes of which a call requires one. Empty for a call that any token may make. */
export function scopesFor({ method, path, streamType }: ApiCall): readonly Scope[] {
  if (path === '/2.0/events') return streamType?.startsWith('admin_logs') ? ['manage_enterprise_properties'] : [];
  const named = BY_PATH.find(([pattern]) => pattern.test(path));
  if (named) return named[1];
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? READ : WRITE;
}

const MESSAGE = 'The request requires higher privileges than provided by the access token.';

/** Throws 403 `insufficient_scope`, also in `WWW-Authenticate`, when the caller's token lacks a required scope. */
export function requireScope({ scopes }: Caller, call: ApiCall): void {
  const needed = scopesFor(call);
  if (needed.length === 0 || needed.some((scope) => scopes.includes(scope))) return;
  throw new ClientError(403, 'insufficient_scope', MESSAGE, {
    'www-authenticate': `Bearer realm="Service", error="insufficient_scope", error_description="${MESSAGE}"`,
  });
}
