import { Group, Text } from '@mantine/core';
import { Link } from 'react-router';
import { PATHS } from '../paths.js';
import classes from './logo.module.css';

/** The product name, linked to the overview. */
export function Logo() {
  return (
    <Link to={PATHS.overview} className={classes.link ?? ''}>
      <Group gap={8} wrap="nowrap">
        <img src="/favicon.svg" alt="" width={24} height={24} />
        <Text fw={700} size="lg">
          Boxward
        </Text>
      </Group>
    </Link>
  );
}
