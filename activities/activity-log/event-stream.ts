/** Box's live event stream (`admin_logs_streaming`). */
import { cancellationSignal } from '@temporalio/activity';
import { boxNow } from '../../src/box/box-time.js';
import { currentGrant } from '../../src/store/connections/grants.js';
import type { ActivityDependencies } from '../dependencies.js';
import { addGap } from './gaps.js';
import { fetchAndStoreEvents } from './store-events.js';
import { changeStreamProgress, recordingStreamFailures } from './stream-progress.js';

/** A position in the live stream, the time at which it was taken, and the time of consent; times are RFC 3339 UTC. */
export interface StreamPosition {
  readonly position: string;
  readonly at: string;
  readonly consentedAt: string;
}

/** A request for the current position; `retryInMs` is when it is repeated if it fails. */
export interface PositionRequest {
  readonly connectionId: string;
  readonly retryInMs?: number;
}

/** Gets the current position of the live stream. Throws `BoxForbidden` if the account may not read events. */
export async function getStreamPosition(
  { db, box }: ActivityDependencies,
  request: PositionRequest,
): Promise<StreamPosition> {
  const { connectionId } = request;
  const { client } = await box.open(connectionId);
  const page = await recordingStreamFailures(db, request, () =>
    client.events(
      { streamType: 'admin_logs_streaming', position: 'now' },
      { purpose: 'stream', signal: cancellationSignal() },
    ),
  );
  // By Box's clock: the backfill reads up to this time, and Box compares it with the times of its events.
  const at = boxNow().toISOString();
  const grant = await currentGrant(db, connectionId);
  // Position 0 is the oldest event that Box keeps: reading too many events is harmless, missing some is not.
  return { position: page.nextPosition ?? '0', at, consentedAt: grant?.grantedAt.toISOString() ?? at };
}

/** The result of one poll. */
export interface PolledPage {
  readonly received: number;
  readonly stored: number;
  /** Null if Box did not return a position: the previous one remains valid. */
  readonly nextPosition: string | null;
  readonly polledAt: string;
  /** True if the next poll can follow at once. */
  readonly moreIsLikely: boolean;
  /** The time of the newest event of the page, RFC 3339 UTC; null for an empty page. */
  readonly newestAt: string | null;
}

/**
 * Polls the live stream once: stores the page, sends its changes to the scan, and then returns the next position. After
 * a crash the same page is read again; events that are stored already change nothing.
 */
export async function pollStream(
  deps: ActivityDependencies,
  { connectionId, position }: { readonly connectionId: string; readonly position: string },
): Promise<PolledPage> {
  const { db, scans } = deps;
  const polledAt = new Date().toISOString();
  const request = { streamType: 'admin_logs_streaming', position } as const;
  const page = await recordingStreamFailures(db, { connectionId }, () =>
    fetchAndStoreEvents(deps, connectionId, 'stream', request),
  );
  await scans.promote(connectionId, page.promotions);
  await changeStreamProgress(db, connectionId, (before) => ({
    state: 'following',
    problem: null,
    lastPolledAt: polledAt,
    lastEventAt: page.latestAt ?? before.lastEventAt,
    lagMs:
      page.latestAt === null ? (before.lagMs ?? null) : Math.max(Date.parse(polledAt) - Date.parse(page.latestAt), 0),
    events: before.events + page.stored,
  }));
  const { received, stored, nextPosition, latestAt } = page;
  // A page of known events alone, or a position that does not move, is read again after a pause: never in a hot loop.
  const moreIsLikely = stored > 0 && nextPosition !== null && nextPosition !== position;
  return { received, stored, nextPosition, polledAt, moreIsLikely, newestAt: latestAt };
}

/** Records a gap of the live stream that was filled from the long-term log; the latest ten are kept. */
export async function recordStreamGap(
  { db }: ActivityDependencies,
  { connectionId, from, to }: { readonly connectionId: string; readonly from: string; readonly to: string },
): Promise<void> {
  await changeStreamProgress(db, connectionId, ({ gaps }) => ({ gaps: addGap(gaps, { from, to }) }));
}
