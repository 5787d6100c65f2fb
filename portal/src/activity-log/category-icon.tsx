import { ThemeIcon } from '@mantine/core';
import { categoryLook, type Category } from '../words/categories.js';

/** A category's icon in its color; decoration beside a label. */
export function CategoryIcon({ category, size = 30 }: { readonly category: Category; readonly size?: number }) {
  const { icon: Picture, color } = categoryLook(category);
  return (
    <ThemeIcon variant="light" color={color.split('.')[0] ?? color} size={size} radius="md" aria-hidden>
      <Picture size={Math.round(size * 0.58)} />
    </ThemeIcon>
  );
}
