import { Badge, Progress, Stack, Text } from '@mantine/core';
import type { Connection } from '../../api/connections.js';
import { count, duration } from '../../format/numbers.js';
import { Time } from '../../ui/time.js';
import { Tile, Tiles } from './tiles.js';
import { Panel } from './panel.js';
import { ScanBar } from '../scan-bar.js';
import { scanShare } from '../../words/connection-status.js';

const STATES = {
  waiting: { label: 'Waits', color: 'gray' },
  running: { label: 'Running', color: 'blue' },
  paused: { label: 'Paused', color: 'orange' },
  idle: { label: 'Done', color: 'green' },
  stopped: { label: 'Stopped', color: 'gray' },
} as const;

/** How the scan is doing, as it happens. */
export function ScanPanel({ connection }: { readonly connection: Connection }) {
  const { scan } = connection;
  const { label, color } = STATES[scan.state];
  const share = scanShare(scan);
  return (
    <Panel
      title={scan.generation === null ? 'Scan' : `Scan ${count(scan.generation)}`}
      aside={
        <Badge color={color} variant="light">
          {label}
        </Badge>
      }
    >
      <Stack gap={6}>
        <ScanBar scan={scan} size="lg" />
        <Text size="sm">
          {share === null
            ? 'No folder is known yet.'
            : `${count(scan.folders.listed)} of ${count(scan.folders.listed + scan.folders.waiting)} folders known so far are listed.`}
        </Text>
      </Stack>
      <Tiles>
        <Tile name="Files found">{count(scan.files.found)}</Tile>
        <Tile name="Files a second">{scan.filesPerSecond === null ? '–' : count(scan.filesPerSecond)}</Tile>
        <Tile name="Time left">{timeLeft(scan)}</Tile>
        <Tile name="Users">
          {count(scan.users.done)} of {count(scan.users.total - scan.users.skipped)} done
        </Tile>
        <Tile name="Folders waiting">{count(scan.folders.waiting)}</Tile>
        <Tile name="Files looked at closely">{count(scan.files.scanned)}</Tile>
        <Tile name="Promoted, waiting">{count(scan.express.waiting)}</Tile>
        <Tile name="Promoted, scanned">{count(scan.express.scanned)}</Tile>
        <Tile name="Change to scan (95 %)">
          {scan.express.p95Ms === null ? '–' : `${count(Math.round(scan.express.p95Ms / 100) / 10)} s`}
        </Tile>
        {scan.startedAt !== null && (
          <Tile name="Begun">
            <Time at={scan.startedAt} relative />
          </Tile>
        )}
        {scan.finishedAt !== null && (
          <Tile name="Last finished">
            <Time at={scan.finishedAt} relative />
          </Tile>
        )}
        <Tile name="API calls of this scan">{count(scan.apiCalls)}</Tile>
      </Tiles>
      <ApiBudget apiCalls={connection.apiCalls} />
    </Panel>
  );
}

function timeLeft({ state, etaSeconds }: Connection['scan']): string {
  if (state !== 'running') return '–';
  return etaSeconds === null ? 'not known yet' : `about ${duration(etaSeconds)}`;
}

/** The calls to Box against what the plan allots in a month, where that is known. */
function ApiBudget({ apiCalls: { today, thisMonth, perMonth } }: Pick<Connection, 'apiCalls'>) {
  if (perMonth === null) {
    return (
      <Text size="sm">
        API calls to Box: {count(thisMonth)} this month, {count(today)} today.
      </Text>
    );
  }
  const percent = Math.min(Math.round((thisMonth / perMonth) * 1_000) / 10, 100);
  return (
    <Stack gap={6}>
      <Progress.Root size="sm">
        <Progress.Section
          value={percent}
          color={percent >= 90 ? 'red' : 'teal'}
          aria-label="API calls of the month’s allotment"
        />
      </Progress.Root>
      <Text size="sm">
        API calls to Box: {count(thisMonth)} of {count(perMonth)} this month ({percent} %), {count(today)} today.
      </Text>
    </Stack>
  );
}
