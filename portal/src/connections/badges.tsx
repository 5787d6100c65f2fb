import { Badge, Tooltip } from '@mantine/core';
import type { Connection } from '../api/connections.js';
import { standsStill } from '../words/health.js';
import { statusLook } from '../words/connection-status.js';
import { COVERAGE_LOOKS, coverageSentence } from '../words/coverage.js';

/** Lets a long label wrap in a narrow column instead of truncating it. */
const WRAPPING = { root: { height: 'auto' }, label: { whiteSpace: 'normal' } } as const;

/** A connection's status as a badge. */
export function StatusBadge({ connection }: { readonly connection: Connection }) {
  const { label, color } = statusLook(connection);
  return (
    <Badge color={color} variant="light" styles={WRAPPING}>
      {label}
    </Badge>
  );
}

/** A connection's coverage as a badge; renders nothing while it is unknown. */
export function CoverageBadge({ connection }: { readonly connection: Connection }) {
  const { coverage } = connection;
  if (coverage === null) return null;
  const { label, color } = COVERAGE_LOOKS[coverage];
  return (
    <Tooltip label={coverageSentence(connection) ?? label} multiline maw={300}>
      <Badge color={standsStill(connection) ? 'gray' : color} variant="light" styles={WRAPPING}>
        {label}
      </Badge>
    </Tooltip>
  );
}
