/** Files and folders. */

/** Every state of a file or folder. */
export const ITEM_STATES = ['active', 'trashed', 'gone'] as const;
/** The state of a file or folder. */
export type ItemState = (typeof ITEM_STATES)[number];

/** Returns the extension of a file name in lower case, without the dot; empty for a name without one, or like `.gitignore`. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}
