import { readableClock, readableTime, showDetails } from './details.js';
import type { GapReason } from '../contract.js';
import type { Following } from './following.js';

/** Shows in Temporal's UI what the event stream does, how far it is, and what it waits for. */
export function showStream({ title, stream }: Following): void {
  const { newest, stored, pauseMs, failing, gap, current } = stream;
  showDetails(
    title,
    failing
      ? `The event stream has failed since ${readableTime(failing.since)}. Its events are read from the event log meanwhile, up to ${readableTime(failing.readTo)} so far.`
      : `Following the event stream; polling every ${Math.round(pauseMs / 100) / 10} s. Last page at ${readableClock(current.at)}.`,
    newest
      ? `Newest event: ${readableTime(newest.at)}, received ${Math.round(newest.lagMs / 1000)} s after it happened.`
      : 'No event so far.',
    `${stored} events stored.`,
    ...(gap
      ? [`${REASONS[gap.reason ?? 'lost']}: ${readableTime(gap.from)} to ${readableTime(gap.to)}${waiting(gap)}.`]
      : []),
  );
}

const REASONS: Readonly<Record<GapReason, string>> = {
  lost: 'Filling a gap from the event log',
  settling: 'The end of a gap is read again',
  meanwhile: 'Reading the event log in place of the stream',
  quiet: 'The stream is silent; checking it against the event log',
};

function waiting({
  notBefore,
  failures = 0,
}: {
  readonly notBefore?: string | null;
  readonly failures?: number;
}): string {
  if (!notBefore) return '';
  const tries = failures > 0 ? ` after ${failures} failures` : '';
  return `${tries}, at ${readableTime(notBefore)}`;
}
