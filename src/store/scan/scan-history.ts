import { sql, type RawBuilder } from 'kysely';
import type { EarlierScan } from '../tables/files.js';
import type { ScanReason } from '../../domain/scan.js';

/** How many scans of a file are remembered, the last one included: that one is in the file's own columns. */
const REMEMBERED = 10;

/** What `earlier_scans` becomes when a new scan is written over the one that `table` (files, or its alias) holds. */
export function withLastScan(table: string): RawBuilder<string> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return sql`jsonb_path_query_array(
    jsonb_build_object('scannedAt', ${column('scanned_at')}, 'reason', ${column('scan_reason')},
      'generation', ${column('generation')}) || ${column('earlier_scans')},
    ${sql.lit(`$[0 to ${REMEMBERED - 2}]`)})`;
}

/** A scan of a file. */
export interface FileScan {
  readonly scannedAt: Date;
  readonly reason: ScanReason;
  readonly generation: number;
}

/** The scans of a file, newest first, the last one included. */
export function scansOf(file: {
  readonly scanned_at: Date;
  readonly scan_reason: ScanReason;
  readonly generation: number;
  readonly earlier_scans: readonly EarlierScan[];
}): FileScan[] {
  const { scanned_at: scannedAt, scan_reason: reason, generation } = file;
  const earlier = file.earlier_scans.map((scan) => ({ ...scan, scannedAt: new Date(scan.scannedAt) }));
  return [{ scannedAt, reason, generation }, ...earlier];
}
