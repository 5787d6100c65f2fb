import { ColorSwatch, Group, RingProgress, Stack, Text } from '@mantine/core';
import { Link, useNavigate } from 'react-router';
import type { Overview } from '../api/overview.js';
import { count, shortCount } from '../format/numbers.js';
import { filesPath, PATHS } from '../paths.js';
import { cssColor } from '../ui/css-color.js';
import { EXPOSURE_LOOKS, EXPOSURES, type Exposure } from '../words/exposures.js';
import { Card } from './card.js';
import { percentText, sharesOf } from './exposure-shares.js';
import classes from './overview.module.css';

const colorOf = (access: Exposure): string => cssColor(`${EXPOSURE_LOOKS[access].color}.6`);
const pathOf = (access: Exposure): string => filesPath({ access });

/** The number of files by exposure, as a ring and as a list; each part links to its files. */
export function ExposureCard({ files }: { readonly files: Overview['files'] }) {
  const navigate = useNavigate();
  return (
    <Card title="Files by exposure" more={{ label: 'All files', to: PATHS.files }}>
      <Group gap="lg" justify="center" flex={1}>
        <RingProgress
          size={190}
          thickness={24}
          sectionGap={files.total > 0 ? 2 : 0}
          // The list has the same numbers.
          aria-hidden
          sections={sharesOf(files.byAccess).map(({ access, percent }) => ({
            value: percent,
            color: colorOf(access),
            onClick: () => void navigate(pathOf(access)),
            style: { cursor: 'pointer' },
          }))}
          label={
            <Stack gap={0} align="center">
              <Text fz={26} fw={700} lh={1.1} title={count(files.total)}>
                {shortCount(files.total)}
              </Text>
              <Text size="xs" c="dimmed">
                files
              </Text>
            </Stack>
          }
        />
        <Stack gap={2} component="ul" className={classes.list ?? ''} style={{ flex: '1 1 14rem' }}>
          {EXPOSURES.toReversed().map(({ access, label, about }) => (
            <li key={access}>
              <Link to={pathOf(access)} className={classes.line ?? ''}>
                <ColorSwatch size={12} radius={4} withShadow={false} color={colorOf(access)} aria-hidden />
                <span className={classes.name}>
                  <Text span size="sm" fw={600}>
                    {label}
                  </Text>
                  <Text span size="xs" c="dimmed">
                    {about}
                  </Text>
                </span>
                <Text span size="sm" fw={600} className={classes.number ?? ''}>
                  {count(files.byAccess[access])}
                </Text>
                <Text span size="xs" c="dimmed" className={classes.percent ?? ''}>
                  {percentText(files.byAccess[access], files.total)}
                </Text>
              </Link>
            </li>
          ))}
        </Stack>
      </Group>
    </Card>
  );
}
