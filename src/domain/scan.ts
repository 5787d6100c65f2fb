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
