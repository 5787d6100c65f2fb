/** What needs attention in a connection, in words. */
import type { Connection } from '../api/connections.js';
import { countOf } from '../format/numbers.js';
import { hasReason, isUnknown, reasonTone, toneOf } from './health.js';
import type { Tone } from './tones.js';

/** Something that needs attention, in the tone that the health gives it; a `note` is no matter of health. */
export interface Attention {
  readonly tone: Tone | 'note';
  readonly message: string;
}

/** The share of the month's API calls from which on a note is shown. */
const API_CALLS_WARNING = 0.9;

/** What needs attention in a connection, the most urgent first. */
export function attentionItems(connection: Connection): readonly Attention[] {
  const { statusReason, status } = connection;
  const found: (Attention | false)[] = [
    ...healthItems(connection),
    statusReason !== null && { tone: toneOf(connection), message: statusReason.message },
    status === 'awaiting_consent' &&
      statusReason === null && { tone: toneOf(connection), message: 'Waiting for consent.' },
  ];
  if (status === 'connected' || status === 'needs_reauthorization') found.push(...activeNotes(connection));
  return found.filter((each) => each !== false);
}

/** Reasons that the rest of this list says in its own words. */
const SAID_BELOW = new Set<string>([
  ...['waiting_for_consent', 'reauthorization_required', 'app_rejected', 'coverage_reduced', 'folders_parked'],
  ...['scan_paused', 'test_failed', 'disconnecting', 'disconnected'],
]);

function healthItems({ health, statusReason }: Connection): Attention[] {
  const toneOfReason = (reason: (typeof health.reasons)[number]): Tone =>
    isUnknown(health) ? 'unknown' : reasonTone(reason, statusReason);
  return health.reasons
    .filter(({ code }) => !SAID_BELOW.has(code))
    .map((reason) => ({ tone: toneOfReason(reason), message: reason.message }));
}

function activeNotes(connection: Connection): (Attention | false)[] {
  const { scan, lastTest, eventStream, apiCalls, countedIn } = connection;
  const note = (isShown: boolean, message: string, code?: Parameters<typeof hasReason>[1]): Attention | false =>
    isShown && { tone: code && hasReason(connection, code) ? 'degraded' : 'note', message };
  const failedChecks = lastTest?.checks.filter((check) => check.status === 'failed').length ?? 0;
  const failedItems = scan.problems - scan.users.skipped;
  return [
    note(
      countedIn !== null,
      `Same enterprise as ${countedIn?.name ?? ''}: what both have is counted there, not twice.`,
    ),
    note(scan.state === 'paused', 'The scan is paused.', 'scan_paused'),
    note(failedChecks > 0, `Test API: ${countOf(failedChecks, 'check')} failed.`, 'test_failed'),
    note(scan.users.skipped > 0, `${countOf(scan.users.skipped, 'user')} skipped.`, 'coverage_reduced'),
    note(failedItems > 0, `${countOf(failedItems, 'item')} could not be scanned.`, 'folders_parked'),
    note(eventStream?.state === 'unavailable', 'Box events are not available.', 'coverage_reduced'),
    note((eventStream?.gaps.length ?? 0) > 0, 'A gap in the events was backfilled.'),
    note(
      apiCalls.perMonth !== null && apiCalls.thisMonth >= apiCalls.perMonth * API_CALLS_WARNING,
      'This month’s API calls are almost used up.',
    ),
  ];
}
