import { Badge, Progress, Stack, Text } from '@mantine/core';
import type { Connection } from '../api/connections.js';
import { count, duration } from '../components/numbers.js';
import { Time } from '../components/time.js';
import { Fact, Facts } from './facts.js';
import { Panel } from './panel.js';
import { ScanBar } from './scan-bar.js';
import { scanShare } from './states.js';

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
      <Facts>
        <Fact name="Files found">{count(scan.files.found)}</Fact>
        <Fact name="Files a second">{scan.filesPerSecond === null ? '–' : count(scan.filesPerSecond)}</Fact>
        <Fact name="Time left">{timeLeft(scan)}</Fact>
        <Fact name="Users">
          {count(scan.users.done)} of {count(scan.users.total - scan.users.skipped)} done
        </Fact>
        <Fact name="Folders waiting">{count(scan.folders.waiting)}</Fact>
        <Fact name="Files looked at closely">{count(scan.files.scanned)}</Fact>
        <Fact name="Promoted, waiting">{count(scan.express.waiting)}</Fact>
        <Fact name="Promoted, scanned">{count(scan.express.scanned)}</Fact>
        <Fact name="Change to scan (95 %)">
          {scan.express.p95Ms === null ? '–' : `${count(Math.round(scan.express.p95Ms / 100) / 10)} s`}
        </Fact>
        {scan.startedAt !== null && (
          <Fact name="Begun">
            <Time at={scan.startedAt} relative />
          </Fact>
        )}
        {scan.finishedAt !== null && (
          <Fact name="Last finished">
            <Time at={scan.finishedAt} relative />
          </Fact>
        )}
        <Fact name="API calls of this scan">{count(scan.apiCalls)}</Fact>
      </Facts>
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
