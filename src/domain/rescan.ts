/** Priority rescans: what became of a changed item, and what the rescan found changed. */

/** Every result of a priority rescan. */
export const RESCAN_RESULTS = ['scanned', 'unchanged', 'trashed', 'gone', 'skipped', 'failed'] as const;
/**
 * The result of a priority rescan. `scanned`: something had changed; `skipped`: the owner's files are not scanned;
 * `failed`: the item is parked with its problem.
 */
export type RescanResult = (typeof RESCAN_RESULTS)[number];

/** Everything about a file, folder or user that a rescan compares, in the order in which changes are reported. */
export const CHANGED_FIELDS = [
  'state',
  'access',
  'sharedLink',
  'owner',
  'login',
  'name',
  'path',
  'content',
  'size',
] as const;
/** A property that a rescan compares; `content` is the SHA-1, `sharedLink` is who can open the link in force. */
export type ChangedField = (typeof CHANGED_FIELDS)[number];

/** What is compared of one item; a field that its type does not have is missing. */
export type Snapshot = Readonly<Partial<Record<ChangedField, string | number | null>>>;

/** One difference between an item before and after a rescan. */
export interface Change {
  readonly field: ChangedField;
  readonly from: string | number | null;
  readonly to: string | number | null;
}

/** For an item that was not recorded before: only that it exists now, and how exposed it is. */
const NEWS: readonly ChangedField[] = ['state', 'access', 'sharedLink'];

/** Returns what differs; null stands for an item that is not recorded. */
export function changesBetween(before: Snapshot | null, after: Snapshot | null): Change[] {
  if (!after) return before ? [{ field: 'state', from: before.state ?? null, to: 'gone' }] : [];
  return CHANGED_FIELDS.flatMap((field): Change[] => {
    if (before === null && !NEWS.includes(field)) return [];
    const [from, to] = [before?.[field] ?? null, after[field] ?? null];
    // A new name changes the path as well, which is not reported as a second change.
    const isSame = field === 'path' ? folderOf(from) === folderOf(to) : from === to;
    return isSame ? [] : [{ field, from, to }];
  });
}

/** Returns the result of a rescan that ended with this item. */
export function resultOf(after: Snapshot | null, changes: readonly Change[]): RescanResult {
  const state = after?.state ?? 'gone';
  if (state === 'trashed' || state === 'gone') return state;
  return changes.length > 0 ? 'scanned' : 'unchanged';
}

function folderOf(path: string | number | null): string | null {
  return typeof path === 'string' ? path.slice(0, path.lastIndexOf('/')) : null;
}
