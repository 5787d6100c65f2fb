import { ColorSwatch, Group, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { cssColor } from '../ui/css-color.js';
import { categoryLook, type Category } from '../words/categories.js';

/** A category's color with a label; a button if `onClick` is given. */
export function CategoryDot(props: {
  readonly category: Category;
  readonly children: ReactNode;
  readonly onClick?: () => void;
}) {
  const { category, children, onClick } = props;
  const look = categoryLook(category);
  const content = (
    <Group gap={6} wrap="nowrap" component="span">
      <ColorSwatch component="span" size={10} radius={3} withShadow={false} color={cssColor(look.color)} aria-hidden />
      <Text span size="sm">
        {children}
      </Text>
    </Group>
  );
  return onClick ? (
    <UnstyledButton onClick={onClick} title={`Show only ${look.label}: ${look.about}`}>
      {content}
    </UnstyledButton>
  ) : (
    content
  );
}
