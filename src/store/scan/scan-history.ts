import type { EarlierScan } from '../tables/files.js';
import type { ScanReason } from '../../domain/scan.js';

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
