import { Badge, Tooltip } from '@mantine/core';
import type { Connection } from '../api/connections.js';
import { COVERAGE_LOOKS, statusLook } from '../words/connection-status.js';

/** A connection's status. */
export function StatusBadge({ connection }: { readonly connection: Connection }) {
  const { label, color } = statusLook(connection);
  return (
    <Badge color={color} variant="light">
      {label}
    </Badge>
  );
}

/** How much of the enterprise the account reaches; nothing before that is known. */
export function CoverageBadge({ coverage }: Pick<Connection, 'coverage'>) {
  if (coverage === null) return null;
  const { label, color, about } = COVERAGE_LOOKS[coverage];
  return (
    <Tooltip label={about} multiline maw={300}>
      <Badge color={color} variant="light">
        {label}
      </Badge>
    </Tooltip>
  );
}
