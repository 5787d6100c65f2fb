import { Group, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Connection } from '../api/connections.js';
import type { Overview } from '../api/overview.js';
import { count } from '../format/numbers.js';
import { filePath, filesPath } from '../paths.js';
import { BarChart } from '../ui/bar-chart.js';
import type { Bar } from '../ui/bars.js';
import { cssColor } from '../ui/css-color.js';
import { HiddenTable } from '../ui/hidden-table.js';
import { UntrustedText } from '../ui/untrusted-text.js';
import { EXPOSURE_LOOKS } from '../words/exposures.js';
import { unhealthy } from '../words/health.js';
import { Card } from './card.js';
import classes from './overview.module.css';

const MAX_FILES = 5;
// The API counts by UTC day.
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' });
const FULL_DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeZone: 'UTC' });

/** The files that became public in the last seven days. */
export function PublicLinksCard(props: {
  readonly links: Overview['newPublicLinks'];
  readonly connections: readonly Connection[];
}) {
  const { links, connections } = props;
  // The connection is named only where there is a choice.
  const names = new Map(connections.length > 1 ? connections.map(({ id, name }) => [id, name]) : []);
  // While a connection stands still, a link may have become public that is not known yet.
  const isCurrent = unhealthy(connections).length === 0;
  const { total, days, items } = links;
  const bars: readonly Bar[] = days.map((day) => ({
    key: day.day,
    title: FULL_DAY.format(new Date(day.day)),
    parts: [{ label: 'Public', color: cssColor(`${EXPOSURE_LOOKS.public.color}.6`), value: day.count }],
  }));
  return (
    <Card title="New public links" more={{ label: 'All public files', to: filesPath({ access: 'public' }) }}>
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
            label={`New public links by day (UTC), ${count(total)} in total`}
            unit="new public"
            bars={bars}
            axis={days.map(({ day }) => DAY.format(new Date(day)))}
            isEachBarLabeled
            height={64}
          />
          <HiddenTable
            caption="New public links by day (UTC)"
            columns={['Day', 'Files']}
            rows={days.map((day) => [FULL_DAY.format(new Date(day.day)), count(day.count)])}
          />
        </div>
      </Group>
      {items.length === 0 ? (
        <Group gap="sm" wrap="nowrap">
          <ThemeIcon color={isCurrent ? 'green' : 'gray'} variant="light" size={34} radius="xl" aria-hidden>
            <IconShieldCheck size={19} />
          </ThemeIcon>
          <Text size="sm" c="dimmed">
            No files became public in the last 7 days.
          </Text>
        </Group>
      ) : (
        <ul className={classes.list} aria-label="Newest public files">
          {items.slice(0, MAX_FILES).map(({ connectionId, fileId, name, path, ownerLogin }) => (
            <li key={`${connectionId}/${fileId}`}>
              <Link to={filePath({ connectionId, fileId })} className={classes.line ?? ''} title={path}>
                <span className={classes.name}>
                  <UntrustedText text={name} size="sm" fw={600} />
                  <UntrustedText
                    text={[ownerLogin, names.get(connectionId)].filter(Boolean).join(' · ')}
                    size="xs"
                    c="dimmed"
                  />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
