/** The accounts of every generated enterprise, and how Box refuses a call. */

/** The id of a managed user by position: 0 is the Admin, 1 and 2 are Co-Admins, the others are users. */
export const userId = (position: number): string => String(10_000_000 + position);

/** The ids of users that are in every enterprise. */
export const ID = {
  admin: userId(0),
  coAdmin: userId(1),
  otherCoAdmin: userId(2),
  user: userId(3),
  otherUser: userId(4),
  /** The Admin of the other enterprise, OUTSIDE_ADMIN. */
  outsideAdmin: '19000000',
  /** A user of the other enterprise, OUTSIDE_USER. */
  outsideUser: '19000001',
} as const;

/** Logins that are in every enterprise. */
export const ADMIN = 'admin@acme.example';
export const CO_ADMIN = 'coadmin@acme.example';
/** Logins of the other enterprise. */
export const OUTSIDE_ADMIN = 'admin@other-enterprise.example';
export const OUTSIDE_USER = 'someone@other-enterprise.example';

/** Part of the response to a call that the user may not make. */
export const DENIED = {
  status: 403,
  body: { type: 'error', status: 403, code: 'access_denied_insufficient_permissions' },
};
/** Part of the response to a call about something that is not there, or that the user cannot see. */
export const NOT_FOUND = { status: 404, body: { code: 'not_found' } };
