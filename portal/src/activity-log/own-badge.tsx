import { Badge } from '@mantine/core';

/** Marks an event that Boxward itself caused by reading what it scans. */
export function OwnBadge() {
  return (
    <Badge
      size="xs"
      variant="outline"
      c="var(--mantine-color-text)"
      style={{ flex: 'none' }}
      title="Caused by Boxward’s own scan"
    >
      Boxward
    </Badge>
  );
}
