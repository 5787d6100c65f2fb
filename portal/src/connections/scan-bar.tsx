import { Progress } from '@mantine/core';
import type { Connection } from '../api/connections.js';
import { standsStill } from '../words/health.js';
import { scanShare } from '../words/scan-states.js';

/** The progress of a scan, by the folders known so far. */
export function ScanBar({ connection, size = 'sm' }: { readonly connection: Connection; readonly size?: string }) {
  const { scan } = connection;
  const isMoving = scan.state === 'running' && !standsStill(connection);
  const share = scanShare(scan);
  const percent = share === null ? 0 : Math.floor(share * 100);
  return (
    <Progress.Root size={size}>
      <Progress.Section
        value={percent}
        color={scan.state === 'paused' || standsStill(connection) ? 'gray' : 'blue'}
        animated={isMoving}
        aria-label="Scan progress: folders listed, of those known so far"
        aria-valuetext={share === null ? 'no folders known yet' : `${percent} %`}
      />
    </Progress.Root>
  );
}
