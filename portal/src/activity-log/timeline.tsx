import { Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { activitySummaryQuery, type LogQuery, type LogSummary } from '../api/activity-log.js';
import { count } from '../format/numbers.js';
import { BarChart } from '../ui/bar-chart.js';
import { ErrorPanel } from '../ui/error-panel.js';
import { HiddenTable } from '../ui/hidden-table.js';
import { CATEGORIES } from '../words/categories.js';
import { CategoryDot } from './category-dot.js';
import { axisText, bucketRange, canZoom, rangeText, timelineBars } from './timeline-data.js';
import type { ChangeFilters } from './use-log.js';

const HEIGHT = 140;

/** The number of events over time by category; a click on a bar zooms into its time range. */
export function Timeline(props: {
  readonly which: LogQuery;
  readonly asOf: number;
  readonly isNarrow: boolean;
  readonly change: ChangeFilters;
}) {
  const summary = useQuery(activitySummaryQuery(props.which, props.asOf, props.isNarrow ? 30 : 60));
  return (
    <Paper withBorder p="sm" component="section" aria-label="Events over time">
      {summary.isError ? (
        <ErrorPanel error={summary.error} retry={() => void summary.refetch()} />
      ) : summary.data ? (
        <Chart summary={summary.data} isNarrow={props.isNarrow} change={props.change} />
      ) : (
        <Skeleton h={HEIGHT + 60} role="status" aria-label="Loading the chart" />
      )}
    </Paper>
  );
}

function Chart(props: { readonly summary: LogSummary; readonly isNarrow: boolean; readonly change: ChangeFilters }) {
  const { summary, isNarrow, change } = props;
  const [from, to] = [Date.parse(summary.from), Date.parse(summary.to)];
  const bars = timelineBars(summary);
  const pick = (index: number): void => {
    const range = bucketRange(summary, index);
    if (range) change({ ...range, range: undefined }, true);
  };
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" aria-live="polite">
          <b>{count(summary.total)}</b> {summary.total === 1 ? 'event' : 'events'},{' '}
          <Text span c="dimmed">
            {rangeText(from, to)}
          </Text>
        </Text>
        <Legend summary={summary} change={change} />
      </Group>
      <BarChart
        label={`Events over time, ${rangeText(from, to)}.${canZoom(summary) ? ' Select a bar to zoom in.' : ''}`}
        unit="events"
        bars={bars}
        axis={axisText(from, to, isNarrow ? 3 : 6)}
        height={HEIGHT}
        onPick={canZoom(summary) ? pick : undefined}
      />
      <HiddenTable
        caption="Events over time by category, without periods that have none"
        columns={['Time', ...CATEGORIES.map(({ label }) => label), 'Total']}
        rows={bars
          .map(
            (bar, index) =>
              [
                bar.title,
                ...bar.parts.map(({ value }) => count(value)),
                count(summary.buckets[index]?.total ?? 0),
              ] as const,
          )
          .filter((_, index) => (summary.buckets[index]?.total ?? 0) > 0)}
      />
    </Stack>
  );
}

/** The colors of the categories, with the number of events; a click shows only that category. */
function Legend({ summary, change }: { readonly summary: LogSummary; readonly change: ChangeFilters }) {
  return (
    <Group gap="sm">
      {CATEGORIES.map(({ category, label }) => {
        const total = summary.buckets.reduce((sum, { byCategory }) => sum + byCategory[category], 0);
        return (
          total > 0 && (
            <CategoryDot key={category} category={category} onClick={() => change({ category }, true)}>
              {label} {count(total)}
            </CategoryDot>
          )
        );
      })}
    </Group>
  );
}
