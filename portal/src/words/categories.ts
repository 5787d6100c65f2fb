/** What events do to files, in words, pictures and colours that are the same wherever they are shown. */
import {
  IconArrowsMove,
  IconEye,
  IconPencil,
  IconShare,
  IconSettings,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import type { components } from '../api/schema.js';

/** What an event does to a file. */
export type Category = components['schemas']['Activity']['category'];

/** How a category is shown. `color` is dark enough to stand out on a light ground, and light enough on a dark one. */
export interface CategoryLooks {
  readonly category: Category;
  readonly label: string;
  readonly about: string;
  readonly color: string;
  readonly icon: Icon;
}

/** From the most frequent, which charts show at the bottom, to the rest. */
export const CATEGORIES: readonly CategoryLooks[] = [
  { category: 'reads', label: 'Reads', about: 'Looked at, downloaded, printed', color: 'teal.7', icon: IconEye },
  { category: 'modifies', label: 'Changes', about: 'Uploaded, edited, copied', color: 'blue.6', icon: IconPencil },
  { category: 'shares', label: 'Sharing', about: 'Links and collaborators', color: 'orange.7', icon: IconShare },
  { category: 'moves', label: 'Moves', about: 'Moved, renamed, locked', color: 'violet.5', icon: IconArrowsMove },
  { category: 'removes', label: 'Deletions', about: 'To the trash, or expired', color: 'red.7', icon: IconTrash },
  { category: 'other', label: 'Other', about: 'Sign-ins, users, groups, rules', color: 'gray.6', icon: IconSettings },
];

const BY_CATEGORY = new Map(CATEGORIES.map((looks) => [looks.category, looks]));

/** How this category is shown. */
export function looksOf(category: Category): CategoryLooks {
  const looks = BY_CATEGORY.get(category);
  if (!looks) throw new Error(`No looks for the category ${category}`);
  return looks;
}

/** A colour of the theme, such as teal.7, as CSS takes it. */
export const cssColor = (color: string): string => `var(--mantine-color-${color.replace('.', '-')})`;
