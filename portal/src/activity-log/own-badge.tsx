import { Badge } from '@mantine/core';

/** That Boxward itself did it, by reading what it scans. */
export function OwnBadge() {
  return (
    <Badge
      size="xs"
      variant="outline"
      c="var(--mantine-color-text)"
      style={{ flex: 'none' }}
      title="Boxward itself did this"
    >
      Boxward
    </Badge>
  );
}
