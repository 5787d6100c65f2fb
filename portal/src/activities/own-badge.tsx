import { Badge, Tooltip } from '@mantine/core';

/** That Boxward itself did it, by reading what it scans. */
export function OwnBadge() {
  return (
    <Tooltip label="Boxward itself did this">
      <Badge size="xs" variant="outline" style={{ flex: 'none' }}>
        Boxward
      </Badge>
    </Tooltip>
  );
}
