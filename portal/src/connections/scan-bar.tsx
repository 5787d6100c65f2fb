import { Progress } from '@mantine/core';
import type { Connection } from '../api/connections.js';
import { scanShare } from '../words/connection-status.js';

/** How far the scan is, by the folders known so far. */
export function ScanBar({ scan, size = 'sm' }: { readonly scan: Connection['scan']; readonly size?: string }) {
  const share = scanShare(scan);
  const percent = share === null ? 0 : Math.floor(share * 100);
  return (
    <Progress.Root size={size}>
      <Progress.Section
        value={percent}
        color={scan.state === 'paused' ? 'gray' : 'blue'}
        animated={scan.state === 'running'}
        aria-label="Folders listed, of those known so far"
        aria-valuetext={share === null ? 'no folder is known yet' : `${percent} %`}
      />
    </Progress.Root>
  );
}
