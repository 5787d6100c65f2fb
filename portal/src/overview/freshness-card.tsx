import { ColorSwatch, Group, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import type { Overview } from '../api/overview.js';
import { count, shortCount } from '../format/numbers.js';
import { cssColor } from '../ui/css-color.js';
import { Card } from './card.js';
import { percentText } from './exposure-shares.js';

const AGES = [
  { age: 'lastHour', label: 'Last hour', color: 'teal.8' },
  { age: 'lastDay', label: 'Last day', color: 'teal.5' },
  { age: 'lastWeek', label: 'Last week', color: 'yellow.5' },
  { age: 'older', label: 'Older', color: 'orange.7' },
] as const;

/** How long ago files were last scanned. */
export function FreshnessCard({ freshness }: { readonly freshness: Overview['freshness'] }) {
  const total = AGES.reduce((sum, { age }) => sum + freshness[age], 0);
  return (
    <Card title="Scan freshness">
      <Text size="sm" c="dimmed">
        {total === 0 ? 'No files have been scanned yet.' : 'Time since each file was last scanned'}
      </Text>
      <Progress.Root size={22} radius="sm" aria-hidden>
        {AGES.map(({ age, color }) => (
          <Progress.Section key={age} value={total === 0 ? 0 : (freshness[age] / total) * 100} color={color} />
        ))}
      </Progress.Root>
      <SimpleGrid
        cols={{ base: 2, xs: 4, md: 2, lg: 4 }}
        spacing="sm"
        component="ul"
        style={{ listStyle: 'none', margin: 0, padding: 0 }}
      >
        {AGES.map(({ age, label, color }) => (
          <Stack key={age} gap={0} component="li">
            <Group gap={6} wrap="nowrap">
              <ColorSwatch size={10} radius={3} withShadow={false} color={cssColor(color)} aria-hidden />
              <Text size="sm" c="dimmed">
                {label}
              </Text>
            </Group>
            <Text fw={650} title={count(freshness[age])}>
              {shortCount(freshness[age])}{' '}
              <Text span size="xs" c="dimmed">
                {percentText(freshness[age], total)}
              </Text>
            </Text>
          </Stack>
        ))}
      </SimpleGrid>
    </Card>
  );
}
