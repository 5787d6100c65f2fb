import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './tiles.module.css';

/** Names above what they stand for, as many in a row as there is room for. */
export function Tiles({ children }: { readonly children: ReactNode }) {
  return <dl className={classes['tiles'] ?? ''}>{children}</dl>;
}

/** One of them. */
export function Tile({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} size="sm" style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  );
}
