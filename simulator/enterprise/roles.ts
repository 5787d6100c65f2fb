/** The roles that a user has on an item. */

/** The roles that an invitation may name, strongest first ("Collaboration roles", Box's guide). */
export const INVITEE_ROLES = [
  'co-owner',
  'editor',
  'viewer uploader',
  'viewer',
  'previewer uploader',
  'previewer',
  'uploader',
] as const;

/** A role on an item. An item has one owner. */
export type Role = 'owner' | (typeof INVITEE_ROLES)[number];
