import { Button, Group, NativeSelect, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconChevronsLeft } from '@tabler/icons-react';
import { count, countOf } from '../format/numbers.js';
import { PAGE_SIZES } from './view.js';

/** Moves between the pages of the table. */
export function Pager(props: {
  /** Null if unknown. */
  readonly page: number | null;
  readonly rows: number;
  /** The number of all files that match; null if it is not known. */
  readonly total: number | null;
  readonly limit: number;
  readonly toFirst: (() => void) | null;
  readonly toPrevious: (() => void) | null;
  readonly toNext: (() => void) | null;
  readonly changeLimit: (limit: string) => void;
}) {
  const { page, rows, total, limit, toFirst, toPrevious, toNext, changeLimit } = props;
  const pageLabel = page === null ? 'Page unknown' : `Page ${page}`;
  return (
    <Group component="nav" aria-label="Pages" justify="space-between" mt="md" gap="sm">
      <Group gap="xs">
        <Text size="sm" id="page-size">
          Rows per page
        </Text>
        <NativeSelect
          aria-labelledby="page-size"
          size="xs"
          data={PAGE_SIZES.map(String)}
          value={String(limit)}
          onChange={({ currentTarget }) => changeLimit(currentTarget.value)}
        />
      </Group>
      <Group gap="xs">
        <Text size="sm" role="status">
          {pageLabel}, {total === null ? countOf(rows, 'file') : `${count(rows)} of ${countOf(total, 'file')}`}
        </Text>
        <Step label="First" icon={IconChevronsLeft} go={toFirst} />
        <Step label="Previous" icon={IconChevronLeft} go={toPrevious} />
        <Step label="Next" icon={IconChevronRight} go={toNext} />
      </Group>
    </Group>
  );
}

function Step(props: {
  readonly label: string;
  readonly icon: typeof IconChevronLeft;
  readonly go: (() => void) | null;
}) {
  const { label, icon: Icon, go } = props;
  return (
    <Button
      size="compact-md"
      variant="default"
      aria-label={`${label} page`}
      // Not the HTML attribute `disabled`: the button keeps the keyboard focus on the last page.
      data-disabled={go === null}
      aria-disabled={go === null}
      onClick={() => go?.()}
    >
      <Icon size={16} aria-hidden />
      {label}
    </Button>
  );
}
