import { Group, Pill, SegmentedControl } from '@mantine/core';
import { RANGES, type LogFilters } from './log-address.js';
import { stretchText } from './timeline-data.js';
import type { ChangeFilters } from './use-log.js';

/** How far back: a range that ends now, everything, or a stretch of its own. */
export function RangeControl({ filters, change }: { readonly filters: LogFilters; readonly change: ChangeFilters }) {
  const { from, to } = filters;
  const isOwn = from !== undefined || to !== undefined;
  return (
    <Group gap="sm">
      <SegmentedControl
        aria-label="Time range"
        style={{ flex: '0 1 26rem', minWidth: 280 }}
        value={isOwn ? '' : (filters.range ?? 'all')}
        data={[...RANGES.map(({ range, label }) => ({ value: range, label })), { value: 'all', label: 'All' }]}
        onChange={(range) => change({ range: range === 'all' ? undefined : range, from: undefined, to: undefined })}
      />
      {isOwn && (
        <Pill
          size="md"
          withRemoveButton
          onRemove={() => change({ from: undefined, to: undefined })}
          removeButtonProps={{ 'aria-label': 'Any time', 'aria-hidden': false, tabIndex: 0 }}
          style={{ maxWidth: '100%' }}
        >
          {ownRange(from, to)}
        </Pill>
      )}
    </Group>
  );
}

function ownRange(from: string | undefined, to: string | undefined): string {
  if (from !== undefined && to !== undefined) return stretchText(Date.parse(from), Date.parse(to));
  return from !== undefined
    ? `Since ${new Date(from).toLocaleString()}`
    : `Before ${new Date(to ?? '').toLocaleString()}`;
}
