import { databaseFigures } from './database.js';
import { scanOnce, type Rig, type Scanned } from './rig.js';
import { watchUsage, type UsageWatch } from './usage.js';

/** A first scan, and what it used. */
export interface MeasuredScan extends Scanned {
  /** What each process used meanwhile. */
  readonly usage: Awaited<ReturnType<UsageWatch['stop']>>;
  readonly bytesPerFile: number;
  readonly walBytesPerFile: number;
}

/** Connects an enterprise, scans it once, and measures what that used. */
export async function measureScan(rig: Rig): Promise<MeasuredScan> {
  const before = await databaseFigures(rig.bed.databaseUrl);
  const watch = await watchUsage(rig.children);
  const scan = await scanOnce(rig);
  const usage = await watch.stop();
  const after = await databaseFigures(rig.bed.databaseUrl);
  return {
    ...scan,
    usage,
    bytesPerFile: (after.bytes - before.bytes) / scan.files,
    walBytesPerFile: (after.walBytes - before.walBytes) / scan.files,
  };
}
