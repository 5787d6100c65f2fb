import { Alert, Anchor, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Connection } from '../../api/connections.js';
import { connectionPath } from '../../paths.js';

/** Says that another connection has the same enterprise, and counts what both have. */
export function CountedElsewhere({ connection: { countedIn } }: { readonly connection: Connection }) {
  if (countedIn === null) return null;
  return (
    <Alert color="blue" variant="light" icon={<IconInfoCircle aria-hidden />} title="Same enterprise, connected twice">
      <Text size="sm">
        <Anchor component={Link} to={connectionPath(countedIn.id)} inherit>
          <bdi>{countedIn.name}</bdi>
        </Anchor>{' '}
        has the same enterprise. Files and events that both have count there: lists and sums of all connections have
        each of them once.
      </Text>
    </Alert>
  );
}
