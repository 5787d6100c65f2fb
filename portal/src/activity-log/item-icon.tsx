import { IconFile, IconFolder, IconPoint, IconUser, type Icon } from '@tabler/icons-react';
import type { Activity } from '../api/activity-log.js';

type ItemType = NonNullable<Activity['item']>['type'];

const ICONS = {
  file: IconFile,
  folder: IconFolder,
  user: IconUser,
  other: IconPoint,
} as const satisfies Readonly<Record<ItemType, Icon>>;

/** The icon of an item's type, with an accessible name. */
export function ItemIcon({ type }: { readonly type: ItemType }) {
  const Picture = ICONS[type];
  return (
    <Picture
      size={16}
      style={{ flex: 'none' }}
      role="img"
      aria-label={type === 'other' ? 'item' : type}
      color="var(--mantine-color-dimmed)"
    />
  );
}
