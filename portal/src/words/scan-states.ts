/** A scan's state and progress, in words and numbers. */
import type { Connection } from '../api/connections.js';
import { standsStill } from './health.js';
import type { Look } from './look.js';

type Scan = Connection['scan'];

/** How each state of a scan is shown. */
const SCAN_STATE_LOOKS = {
  waiting: { label: 'Waiting', color: 'gray' },
  running: { label: 'Running', color: 'blue' },
  paused: { label: 'Paused', color: 'orange' },
  idle: { label: 'Complete', color: 'green' },
  stopped: { label: 'Stopped', color: 'gray' },
} as const satisfies Readonly<Record<Scan['state'], Look>>;

/** How the state of a connection's scan is shown: a scan that stands still is neither running nor green. */
export function scanLook(connection: Pick<Connection, 'scan' | 'health'>): Look {
  const look = SCAN_STATE_LOOKS[connection.scan.state];
  if (!standsStill(connection)) return look;
  return connection.scan.state === 'running' ? { label: 'Stalled', color: 'gray' } : { ...look, color: 'gray' };
}

/** The share of the folders known so far that is listed, 0 to 1; null while no folder is known. Shrinks as more folders are found. */
export function scanShare({ folders: { listed, waiting } }: Pick<Scan, 'folders'>): number | null {
  return listed + waiting === 0 ? null : listed / (listed + waiting);
}
