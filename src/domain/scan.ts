/** The scan of a connection. */

/** Every state of a connection's scan. */
export const SCAN_STATES = ['waiting', 'running', 'paused', 'idle', 'stopped'] as const;
/** The state of a connection's scan. */
export type ScanState = (typeof SCAN_STATES)[number];

/** Everything that can be requested of a scan. */
export const SCAN_REQUESTS = ['pause', 'resume', 'restart'] as const;
/** What is requested of a scan. */
export type ScanRequest = (typeof SCAN_REQUESTS)[number];

/** Every reason for scanning a file. */
export const SCAN_REASONS = ['bulk', 'modified', 'subtree', 'manual'] as const;
/** Why a file was scanned. */
export type ScanReason = (typeof SCAN_REASONS)[number];

/** Every outcome of a generation. */
export const SCAN_OUTCOMES = ['completed', 'partial', 'abandoned'] as const;
/** The outcome of a generation. `partial`: it ended with parked items; `abandoned`: it was restarted before its end. */
export type ScanOutcome = (typeof SCAN_OUTCOMES)[number];

/** The lane of a folder in the frontier. 0: a promoted subtree; 1: the bulk, which is scanned after it. */
export type Lane = 0 | 1;

/** The progress of a generation, counted at one moment; times are RFC 3339 UTC. */
export interface ScanFigures {
  readonly startedAt: string;
  readonly countedAt: string;
  /** `total`: the users that are scanned; skipped users are apart. */
  readonly users: { readonly done: number; readonly total: number; readonly skipped: number };
  readonly folders: { readonly listed: number; readonly waiting: number };
  readonly files: number;
  /** Items that could not be scanned so far. */
  readonly problems: number;
}

/** The pace of a generation after `elapsedMs`; null where nothing can be said yet. */
export function paceOf(scan: {
  readonly elapsedMs: number;
  readonly files: number;
  readonly folders: ScanFigures['folders'];
}): { readonly filesPerSecond: number; readonly etaSeconds: number | null } {
  const elapsedMs = Math.max(scan.elapsedMs, 1);
  const { listed, waiting } = scan.folders;
  return {
    filesPerSecond: Math.round((scan.files / elapsedMs) * 10_000) / 10,
    // Based on the folders known so far: the estimate grows while the scan still discovers folders.
    etaSeconds: listed > 0 ? Math.ceil((elapsedMs / 1000 / listed) * waiting) : null,
  };
}
