import { Button, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconChevronsLeft } from '@tabler/icons-react';
import type { Log } from './use-log.js';

/** Moves between the pages of events. */
export function Pager({ log, nextCursor }: { readonly log: Log; readonly nextCursor: string | null }) {
  const { cursor, pageNumber, previous } = log;
  if (cursor === undefined && nextCursor === null) return null;
  return (
    <Group justify="space-between" component="nav" aria-label="Pages" gap="xs">
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          disabled={cursor === undefined}
          leftSection={<IconChevronsLeft size={16} aria-hidden />}
          onClick={log.toNewest}
        >
          Newest
        </Button>
        <Button
          variant="default"
          size="xs"
          disabled={previous === null}
          leftSection={<IconChevronLeft size={16} aria-hidden />}
          onClick={() => previous?.()}
        >
          Newer
        </Button>
      </Group>
      <Text size="sm" c="dimmed" aria-live="polite">
        {pageNumber !== undefined && `Page ${pageNumber}`}
      </Text>
      <Button
        variant="default"
        size="xs"
        disabled={nextCursor === null}
        rightSection={<IconChevronRight size={16} aria-hidden />}
        onClick={() => {
          if (nextCursor !== null) log.next(nextCursor);
        }}
      >
        Older
      </Button>
    </Group>
  );
}
