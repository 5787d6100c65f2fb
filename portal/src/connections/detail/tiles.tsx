import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './tiles.module.css';

/** A list of names and values in as many columns as fit, each name above its value. */
export function Tiles({ children }: { readonly children: ReactNode }) {
  return <dl className={classes['tiles'] ?? ''}>{children}</dl>;
}

/** One name and value of `Tiles`. */
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
