/** A scan's state and progress, in words and numbers. */
import type { Connection } from '../api/connections.js';
import { count, countOf } from '../format/numbers.js';
import { hasReason, healthLook, standsStill } from './health.js';
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

const OVERDUE: Look = { label: 'Overdue', color: 'orange' };

/** How the state of a connection's scan is shown: a scan that stands still is neither running nor green. */
export function scanLook(connection: Pick<Connection, 'scan' | 'health' | 'status' | 'statusReason'>): Look {
  const look = SCAN_STATE_LOOKS[connection.scan.state];
  if (hasReason(connection, 'scan_overdue')) return OVERDUE;
  if (!standsStill(connection)) return look;
  return connection.scan.state === 'running'
    ? { label: healthLook(connection).label, color: 'gray' }
    : { ...look, color: 'gray' };
}

/** Whether a scan goes through files that an earlier one has recorded, so that their number is known. */
const isRepeated = ({ generation }: Scan): boolean => generation !== null && generation > 1;

/** The files that the present scan has scanned, of those that are known: "127 of about 4,999 files scanned so far". */
export function scannedSoFar({ scan, files }: Pick<Connection, 'scan' | 'files'>): string {
  const { found } = scan.files;
  return isRepeated(scan) && found < files.active
    ? `${count(found)} of about ${countOf(files.active, 'file')} scanned so far`
    : `${countOf(found, 'file')} found so far`;
}

/** The same as numbers alone: "127 of about 4,999", or "127" once the scan is complete or nothing was known before. */
export function scannedInScan({ scan, files }: Pick<Connection, 'scan' | 'files'>): string {
  const { found } = scan.files;
  const isUnderWay = scan.state === 'running' || scan.state === 'paused';
  return isUnderWay && isRepeated(scan) && found < files.active
    ? `${count(found)} of about ${count(files.active)}`
    : count(found);
}

/** The share of the folders known so far that is listed, 0 to 1; null while no folder is known. Shrinks as more folders are found. */
export function scanShare({ folders: { listed, waiting } }: Pick<Scan, 'folders'>): number | null {
  return listed + waiting === 0 ? null : listed / (listed + waiting);
}
