import { ColorSwatch, Group, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { cssColor, looksOf, type Category } from '../words/categories.js';

/** A category's colour beside a word; with `onClick` a button. */
export function CategoryDot(props: {
  readonly category: Category;
  readonly children: ReactNode;
  readonly onClick?: () => void;
}) {
  const { category, children, onClick } = props;
  const looks = looksOf(category);
  const content = (
    <Group gap={6} wrap="nowrap" component="span">
      <ColorSwatch component="span" size={10} radius={3} withShadow={false} color={cssColor(looks.color)} aria-hidden />
      <Text span size="sm">
        {children}
      </Text>
    </Group>
  );
  return onClick ? (
    <UnstyledButton onClick={onClick} title={`Only ${looks.label.toLowerCase()}: ${looks.about.toLowerCase()}`}>
      {content}
    </UnstyledButton>
  ) : (
    content
  );
}
