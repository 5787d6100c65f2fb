/** What of a connection needs somebody's attention. */
import type { Connection } from '../api/connections.js';

/** How much a connection wants to be looked at, and why. */
export interface Attention {
  readonly level: 'act' | 'look' | 'fine' | 'off';
  readonly text: string;
}

const PROBLEMS = (problems: number): string =>
  problems === 1 ? '1 item could not be scanned' : `${problems.toLocaleString()} items could not be scanned`;

/** The first thing that matters, in a few words. */
export function attentionOf(connection: Connection): Attention {
  const { status, statusReason, scan, lastTest } = connection;
  switch (status) {
    case 'needs_reauthorization':
      return { level: 'act', text: statusReason?.message ?? 'Box has to be asked for consent again' };
    case 'consent_denied':
    case 'consent_expired':
      return { level: 'act', text: statusReason?.message ?? 'Nobody gave consent; ask again' };
    case 'awaiting_consent':
      return { level: 'act', text: 'Waits for an admin of Box to give consent' };
    case 'connecting':
    case 'testing':
      return { level: 'fine', text: 'Being connected: Box is asked what it lets Boxward do' };
    case 'disconnected':
      return { level: 'off', text: 'Disconnected: what was found is kept, and grows old' };
    case 'connected':
      break;
  }
  if (lastTest?.status === 'failed') return { level: 'act', text: 'The last test of Box’s API failed' };
  if (connection.eventStream?.state === 'unavailable') {
    return { level: 'look', text: 'Box’s events are not to be had: changes are found by scanning alone' };
  }
  if (connection.coverage === 'limited') return { level: 'look', text: 'Not everything in Box can be seen' };
  if (connection.coverage === 'own_files')
    return { level: 'look', text: 'Only the connected user’s own files are seen' };
  if (scan.state === 'paused') return { level: 'look', text: 'The scan is paused' };
  if (scan.problems > 0) return { level: 'look', text: PROBLEMS(scan.problems) };
  return { level: 'fine', text: scan.state === 'running' ? 'Scanning; all is well' : 'All is well' };
}

/** A connection's state, in the words of a badge. */
export const STATUS_WORDS: Readonly<Record<Connection['status'], string>> = {
  awaiting_consent: 'Awaiting consent',
  consent_denied: 'Consent denied',
  consent_expired: 'Consent expired',
  connecting: 'Connecting',
  testing: 'Testing',
  connected: 'Connected',
  needs_reauthorization: 'Reconnect needed',
  disconnected: 'Disconnected',
};

/** How much of Box is seen, in the words of a badge. */
export const COVERAGE_WORDS: Readonly<Record<NonNullable<Connection['coverage']>, string>> = {
  full: 'Whole enterprise',
  limited: 'Limited',
  own_files: 'Own files only',
};
