import { ACCOUNT_ROLES, type AccountRole, type Enterprise } from '../domain/connection.js';
import { asId, asObject, asText } from './lenient.js';
import { single } from './responses.js';

/** A user of Box. */
export interface BoxUser {
  readonly id: string;
  readonly login: string;
  readonly name: string;
  readonly role: AccountRole;
  /** Box's value, such as `active` or `inactive` (deactivated). */
  readonly status: string;
  /** Null for an account without an enterprise, and if Box does not show it. */
  readonly enterprise: Enterprise | null;
}

/** The fields to request for a user. */
export const USER_FIELDS = 'id,login,name,role,status,enterprise';

/** Reads a user of a listing; null without an id. A role that Box does not show counts as `user`. */
export function readUser(value: unknown): BoxUser | null {
  const user = asObject(value);
  const id = asId(user?.['id']);
  if (!user || id === null || (user['type'] ?? 'user') !== 'user') return null;
  const role = asText(user['role']).toLowerCase();
  return {
    id,
    login: asText(user['login']),
    name: asText(user['name']),
    role: ACCOUNT_ROLES.find((known) => known === role) ?? 'user',
    status: asText(user['status']).toLowerCase() || 'active',
    enterprise: readEnterprise(user['enterprise']),
  };
}

/**
 * Parses a single user. It is unreadable if its enterprise is: a user without an enterprise is refused or counts as
 * external, which must not follow from a field that cannot be read.
 */
export const boxUser = single((value) => {
  const user = readUser(value);
  const hasEnterprise = (asObject(value)?.['enterprise'] ?? null) !== null;
  return user && hasEnterprise && user.enterprise === null ? null : user;
});

/** Reads an enterprise: an object, or only its id. */
function readEnterprise(value: unknown): Enterprise | null {
  const id = asId(asObject(value)?.['id'] ?? value);
  return id === null ? null : { id, name: asText(asObject(value)?.['name']) };
}
