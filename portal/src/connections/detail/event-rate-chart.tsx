import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { Skeleton, Text } from '@mantine/core';
import { useDidUpdate } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { eventRateQuery } from '../../api/scan.js';
import { ErrorPanel } from '../../ui/error-panel.js';
import { rateSentence } from './rate-sentence.js';

const MINUTE = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const minuteOf = (at: string): string => MINUTE.format(new Date(at));

/** Events per minute in the last hour; refetched when the connection's number of events (`events`) changes. */
export default function EventRateChart({ id, events }: { readonly id: string; readonly events: number }) {
  const { data, error, refetch } = useQuery(eventRateQuery(id));
  // Events may arrive every second: do not cancel a request that takes longer.
  useDidUpdate(() => void refetch({ cancelRefetch: false }), [events]);
  if (!data) return error ? <ErrorPanel error={error} retry={() => void refetch()} /> : <Skeleton height={170} />;
  const sentence = rateSentence(data.buckets, minuteOf);
  return (
    <figure style={{ margin: 0 }}>
      <div role="img" aria-label={`Events per minute. ${sentence}`}>
        <BarChart
          h={150}
          data={data.buckets.map(({ at, total }) => ({ minute: minuteOf(at), total }))}
          dataKey="minute"
          series={[{ name: 'total', label: 'Events', color: 'blue.6' }]}
          withLegend={false}
          barProps={{ isAnimationActive: false }}
          barChartProps={{ accessibilityLayer: false }}
          yAxisProps={{ allowDecimals: false, width: 36 }}
          xAxisProps={{ minTickGap: 40 }}
        />
      </div>
      <Text component="figcaption" size="sm" aria-hidden>
        {sentence}
      </Text>
    </figure>
  );
}
