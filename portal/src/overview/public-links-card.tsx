import { Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Overview } from '../api/overview.js';
import { BarChart } from '../ui/bar-chart.js';
import type { Bar } from '../ui/bars.js';
import { cssColor } from '../words/categories.js';
import { ForeignText } from '../ui/untrusted-text.js';
import { HiddenTable } from '../ui/hidden-table.js';
import { count } from '../format/numbers.js';
import { addressOfFile } from '../files/view.js';
import { EXPOSURE_COLORS } from '../theme.js';
import { Card } from './card.js';
import classes from './overview.module.css';

/** Newest links that are named. */
const NAMED = 5;
// The API counts by days of UTC.
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' });
const WHOLE_DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeZone: 'UTC' });

/** What became reachable for anybody in the last seven days. */
export function PublicLinksCard({ links }: { readonly links: Overview['newPublicLinks'] }) {
  const { total, days, items } = links;
  const bars: readonly Bar[] = days.map((day) => ({
    key: day.day,
    title: WHOLE_DAY.format(new Date(day.day)),
    parts: [{ label: 'Public', color: cssColor(`${EXPOSURE_COLORS.public}.6`), value: day.count }],
  }));
  return (
    <Card title="New public links" more={{ label: 'All public files', to: '/files?access=public' }}>
      <Group gap="lg" align="flex-end" wrap="nowrap">
        <Stack gap={0} style={{ flex: 'none' }}>
          <Text fz={40} fw={700} lh={1}>
            {count(total)}
          </Text>
          <Text size="xs" c="dimmed">
            files, last 7 days (UTC)
          </Text>
        </Stack>
        <div style={{ flex: 1, minWidth: 0 }}>
          <BarChart
            label={`New public links by day (UTC), ${count(total)} in all`}
            unit="new public"
            bars={bars}
            axis={days.map(({ day }) => DAY.format(new Date(day)))}
            areBarsNamed
            height={64}
          />
          <HiddenTable
            caption="New public links by day (UTC)"
            columns={['Day', 'Files']}
            rows={days.map((day) => [WHOLE_DAY.format(new Date(day.day)), count(day.count)])}
          />
        </div>
      </Group>
      {items.length === 0 ? (
        <Group gap="sm" wrap="nowrap">
          <ThemeIcon color="green" variant="light" size={34} radius="xl" aria-hidden>
            <IconShieldCheck size={19} />
          </ThemeIcon>
          <Text size="sm" c="dimmed">
            Nothing was opened to anybody with a link in these days.
          </Text>
        </Group>
      ) : (
        <ul className={classes.list} aria-label="The newest">
          {items.slice(0, NAMED).map(({ connectionId, fileId, name, path, ownerLogin }) => (
            <li key={`${connectionId}/${fileId}`}>
              <Link to={addressOfFile({ connectionId, fileId })} className={classes.line ?? ''} title={path}>
                <span className={classes.name}>
                  <ForeignText text={name} size="sm" fw={600} />
                  <ForeignText text={ownerLogin} size="xs" c="dimmed" />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
