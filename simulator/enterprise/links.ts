/** Rules of shared links. */
import type { LinkAccess } from './model.js';

/** The URL of an item's link. Each new link has another `number`, and thus another URL. */
export const linkUrl = (itemId: string, number: number): string =>
  `https://acme.box.example/s/${itemId}${number === 0 ? '' : `-${number}`}`;

/** The password of a link whose creator asked for one without naming it. */
export const defaultPassword = (itemId: string): string => `Password-${itemId}`;

/** Narrowest first. */
const ACCESS_LEVELS: readonly LinkAccess[] = ['collaborators', 'company', 'open'];

/** The narrower of two access levels: a tenant's policy limits what a link grants (Box's `effective_access`). */
export const limitAccess = (access: LinkAccess, max: LinkAccess): LinkAccess =>
  ACCESS_LEVELS[Math.min(ACCESS_LEVELS.indexOf(access), ACCESS_LEVELS.indexOf(max))] ?? 'collaborators';
