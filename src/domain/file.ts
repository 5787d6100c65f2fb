/** Files and folders. */

/** Every state of a file or folder. */
export const ITEM_STATES = ['active', 'trashed', 'gone'] as const;
/** The state of a file or folder. */
export type ItemState = (typeof ITEM_STATES)[number];

/** The text after the last dot of a name, in lower case; empty if there is none, or only a leading dot. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase();
}
