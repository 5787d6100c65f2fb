/** The categories of events: label, icon and color, the same everywhere. */
import {
  IconArrowsMove,
  IconEye,
  IconPencil,
  IconSettings,
  IconShare,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import type { Activity } from '../api/activity-log.js';
import { keysOf } from './keys.js';

/** The category of an event. */
export type Category = Activity['category'];

/** How a category is shown. The color has enough contrast in both color schemes. */
export interface CategoryLook {
  readonly label: string;
  readonly about: string;
  readonly color: string;
  readonly icon: Icon;
}

const LOOKS = {
  reads: { label: 'Reads', about: 'Previewed, downloaded, printed', color: 'teal.7', icon: IconEye },
  modifies: { label: 'Changes', about: 'Uploaded, edited, copied', color: 'blue.6', icon: IconPencil },
  shares: { label: 'Sharing', about: 'Shared links and collaborators', color: 'orange.7', icon: IconShare },
  moves: { label: 'Moves', about: 'Moved, renamed, locked', color: 'violet.5', icon: IconArrowsMove },
  removes: { label: 'Deletions', about: 'Deleted or expired', color: 'red.7', icon: IconTrash },
  other: { label: 'Other', about: 'Sign-ins, users, groups, policies', color: 'gray.6', icon: IconSettings },
} as const satisfies Readonly<Record<Category, CategoryLook>>;

/** Every category with its look, the most frequent first: charts show it at the bottom. */
export const CATEGORIES: readonly (CategoryLook & { readonly category: Category })[] = keysOf(LOOKS).map(
  (category) => ({
    category,
    ...LOOKS[category],
  }),
);

/** How a category is shown. */
export const categoryLook = (category: Category): CategoryLook => LOOKS[category];
