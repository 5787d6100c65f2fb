/** Patches that several modules ask for. */

/** The patch with which nothing in a connection's start waits for something that Box does not answer. */
export const BESIDE = 'events-test-and-scan-beside';
