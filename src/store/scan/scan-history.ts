import { sql, type RawBuilder } from 'kysely';
import type { EarlierScan } from '../tables/files.js';
import type { ScanReason } from '../../domain/scan.js';

/** The number of scans of a file that are kept, including the last one, which is in the file's own columns. */
const MAX_SCANS = 10;

/** The new value of `earlier_scans` when a scan overwrites the last one; `table` is `files` or its alias. */
export function withLastScan(table: string): RawBuilder<string> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return sql`jsonb_path_query_array(
    jsonb_build_object('scannedAt', ${column('scanned_at')}, 'reason', ${column('scan_reason')},
      'generation', ${column('generation')}, 'eventType', ${column('scan_event_type')}) || ${column('earlier_scans')},
    ${sql.lit(`$[0 to ${MAX_SCANS - 2}]`)})`;
}

/** One scan of a file. */
export interface FileScan {
  readonly scannedAt: Date;
  readonly reason: ScanReason;
  readonly generation: number;
  /** The type of the event that the scan followed; null for a listing, and where it is not known. */
  readonly eventType: string | null;
}

/** Returns the scans of a file, newest first, including the last one. */
export function scansOf(file: {
  readonly scanned_at: Date;
  readonly scan_reason: ScanReason;
  readonly generation: number;
  readonly scan_event_type: string | null;
  readonly earlier_scans: readonly EarlierScan[];
}): FileScan[] {
  const { scanned_at: scannedAt, scan_reason: reason, generation, scan_event_type: eventType } = file;
  const earlier = file.earlier_scans.map((scan) => ({
    ...scan,
    scannedAt: new Date(scan.scannedAt),
    eventType: scan.eventType ?? null,
  }));
  return [{ scannedAt, reason, generation, eventType }, ...earlier];
}
