import { ThemeIcon } from '@mantine/core';
import { looksOf, type Category } from '../words/categories.js';

/** A category's picture in its colour; the words stand beside it. */
export function CategoryIcon({ category, size = 30 }: { readonly category: Category; readonly size?: number }) {
  const { icon: Picture, color } = looksOf(category);
  return (
    <ThemeIcon variant="light" color={color.split('.')[0] ?? color} size={size} radius="md" aria-hidden>
      <Picture size={Math.round(size * 0.58)} />
    </ThemeIcon>
  );
}
