import { z } from 'zod';
import { ACCOUNT_ROLES, type AccountRole, type Enterprise } from '../domain/connection.js';
import { id, optionalText } from './responses.js';

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

/** Parses a user. A role that Box does not show counts as `user`. */
export const boxUser = z
  .object({
    id,
    login: optionalText,
    name: optionalText,
    role: z.enum(ACCOUNT_ROLES).catch('user'),
    status: z.string().nullish(),
    enterprise: z.object({ id, name: optionalText }).nullish(),
  })
  .transform((user): BoxUser => ({ ...user, status: user.status ?? 'active', enterprise: user.enterprise ?? null }));
