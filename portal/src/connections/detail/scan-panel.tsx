import { Badge, Progress, Stack, Text } from '@mantine/core';
import type { Connection } from '../../api/connections.js';
import { count, duration } from '../../format/numbers.js';
import { Time } from '../../ui/time.js';
import { standsStill } from '../../words/health.js';
import { pendingSentence, REQUEST_LABELS } from '../../words/scan-requests.js';
import { scanLook, scannedInScan, scanShare } from '../../words/scan-states.js';
import { ScanBar } from '../scan-bar.js';
import { Panel } from './panel.js';
import { Tile, Tiles } from './tiles.js';

/** The progress of the scan, live. */
export function ScanPanel({ connection }: { readonly connection: Connection }) {
  const { scan } = connection;
  const { label, color } = scanLook(connection);
  const share = scanShare(scan);
  const pending = pendingSentence(scan);
  return (
    <Panel
      title={scan.generation === null ? 'Scan' : `Scan ${count(scan.generation)}`}
      aside={
        <Badge color={color} variant="light">
          {scan.requested !== null && scan.requestTakesEffect === 'now' ? REQUEST_LABELS[scan.requested] : label}
        </Badge>
      }
    >
      {pending !== null && (
        <Text size="sm" fw={600} role="status">
          {pending}
        </Text>
      )}
      <Stack gap={6}>
        <ScanBar connection={connection} size="lg" />
        <Text size="sm">
          {share === null
            ? 'No folders known yet.'
            : `${count(scan.folders.listed)} of ${count(scan.folders.listed + scan.folders.waiting)} known folders listed.`}
        </Text>
      </Stack>
      <Tiles>
        <Tile name="Files known">{knownFiles(connection.files)}</Tile>
        <Tile name="Scanned in this scan">{scannedInScan(connection)}</Tile>
        <Tile name="Files/s">
          {scan.filesPerSecond === null || standsStill(connection) ? '–' : count(scan.filesPerSecond)}
        </Tile>
        <Tile name="Time left">{standsStill(connection) ? '–' : timeLeft(scan)}</Tile>
        <Tile name="Users">
          {count(scan.users.done)} of {count(scan.users.total - scan.users.skipped)} done
        </Tile>
        <Tile name="Folders pending">{count(scan.folders.waiting)}</Tile>
        <Tile name="Priority rescans: pending">{count(scan.express.waiting)}</Tile>
        <Tile name="Priority rescans: done">{count(scan.express.scanned)}</Tile>
        <Tile name="Rescan delay (p95, last hour)">
          {scan.express.p95Ms === null ? '–' : `${count(Math.round(scan.express.p95Ms / 100) / 10)} s`}
          {scan.express.boxP95Ms !== null && `, Box’s own ${duration(scan.express.boxP95Ms / 1_000)}`}
        </Tile>
        {scan.startedAt !== null && (
          <Tile name="Started">
            <Time at={scan.startedAt} relative />
          </Tile>
        )}
        {scan.finishedAt !== null && (
          <Tile name="Last completed">
            <Time at={scan.finishedAt} relative />
          </Tile>
        )}
        <Tile name="API calls of this scan">{count(scan.apiCalls)}</Tile>
      </Tiles>
      <ApiCalls apiCalls={connection.apiCalls} />
    </Panel>
  );
}

/** Active files, with those that are not. */
function knownFiles({ active, trashed, gone }: Connection['files']): string {
  const others = [trashed > 0 && `${count(trashed)} in trash`, gone > 0 && `${count(gone)} deleted`];
  const named = others.filter((each) => each !== false).join(', ');
  return named === '' ? count(active) : `${count(active)} (and ${named})`;
}

function timeLeft({ state, etaSeconds }: Connection['scan']): string {
  if (state !== 'running') return '–';
  return etaSeconds === null ? 'Not known yet' : `About ${duration(etaSeconds)}`;
}

/** The API calls to Box, as a share of the plan's monthly allotment if that is known. */
function ApiCalls({ apiCalls: { today, thisMonth, perMonth } }: Pick<Connection, 'apiCalls'>) {
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
          aria-label="API calls used this month"
        />
      </Progress.Root>
      <Text size="sm">
        API calls to Box: {count(thisMonth)} of {count(perMonth)} this month ({percent} %), {count(today)} today.
      </Text>
    </Stack>
  );
}
