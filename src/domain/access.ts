/** Access to the API. */

/** Every role of an API token: an admin may change things, an operator may only read. */
export const API_ROLES = ['admin', 'operator'] as const;
/** The role of an API token. */
export type ApiRole = (typeof API_ROLES)[number];
