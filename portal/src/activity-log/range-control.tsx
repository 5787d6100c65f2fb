import { Group, Pill, SegmentedControl } from '@mantine/core';
import { RANGES, type LogFilters } from './log-address.js';
import { rangeText } from './timeline-data.js';
import type { ChangeFilters } from './use-log.js';

/** The time range: one that ends now, all events, or a custom range. */
export function RangeControl({ filters, change }: { readonly filters: LogFilters; readonly change: ChangeFilters }) {
  const { from, to } = filters;
  const isCustom = from !== undefined || to !== undefined;
  return (
    <Group gap="sm">
      <SegmentedControl
        aria-label="Time range"
        style={{ flex: '0 1 26rem', minWidth: 280 }}
        value={isCustom ? '' : (filters.range ?? 'all')}
        data={[...RANGES.map(({ range, label }) => ({ value: range, label })), { value: 'all', label: 'All' }]}
        onChange={(range) => change({ range: range === 'all' ? undefined : range, from: undefined, to: undefined })}
      />
      {isCustom && (
        <Pill
          size="md"
          withRemoveButton
          onRemove={() => change({ from: undefined, to: undefined })}
          removeButtonProps={{ 'aria-label': 'Remove time range', 'aria-hidden': false, tabIndex: 0 }}
          style={{ maxWidth: '100%' }}
        >
          {customRangeText(from, to)}
        </Pill>
      )}
    </Group>
  );
}

function customRangeText(from: string | undefined, to: string | undefined): string {
  if (from !== undefined && to !== undefined) return rangeText(Date.parse(from), Date.parse(to));
  return from !== undefined
    ? `Since ${new Date(from).toLocaleString()}`
    : `Before ${new Date(to ?? '').toLocaleString()}`;
}
