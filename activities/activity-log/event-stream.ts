/** Box's live event stream (`admin_logs_streaming`). */
import { cancellationSignal } from '@temporalio/activity';
import { isBoxError } from '../../src/box/errors.js';
import type { EventStreamProgress } from '../../src/domain/connection.js';
import { readConnectionState, recordEventStream } from '../../src/store/connections/connections.js';
import { currentGrant } from '../../src/store/connections/grants.js';
import type { Db } from '../../src/store/sql/postgres.js';
import type { ActivityDependencies } from '../dependencies.js';
import { fetchAndStoreEvents } from './store-events.js';

/** A position in the live stream, the time at which it was taken, and the time of consent; times are RFC 3339 UTC. */
export interface StreamPosition {
  readonly position: string;
  readonly at: string;
  readonly consentedAt: string;
}

/** Gets the current position of the live stream. Throws `BoxForbidden` if the account may not read events. */
export async function getStreamPosition(
  { db, box }: ActivityDependencies,
  { connectionId }: { readonly connectionId: string },
): Promise<StreamPosition> {
  const { client } = await box.open(connectionId);
  const at = new Date().toISOString();
  try {
    const page = await client.events(
      { streamType: 'admin_logs_streaming', position: 'now' },
      { purpose: 'stream', signal: cancellationSignal() },
    );
    const grant = await currentGrant(db, connectionId);
    // Position 0 is the oldest event that Box keeps: reading too many events is harmless, missing some is not.
    return { position: page.nextPosition ?? '0', at, consentedAt: grant?.grantedAt.toISOString() ?? at };
  } catch (error) {
    if (isBoxError(error, 'BoxForbidden')) {
      await recordEventStream(db, connectionId, { ...(await readProgress(db, connectionId)), state: 'unavailable' });
    }
    throw error;
  }
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
  const page = await fetchAndStoreEvents(deps, connectionId, 'stream', request);
  await scans.promote(connectionId, page.promotions);
  const before = await readProgress(db, connectionId);
  await recordEventStream(db, connectionId, {
    ...before,
    state: 'following',
    lastPolledAt: polledAt,
    lastEventAt: page.latestAt ?? before.lastEventAt,
    events: before.events + page.stored,
  });
  const { received, stored, nextPosition } = page;
  return { received, stored, nextPosition, polledAt, moreIsLikely: received > 0 && nextPosition !== position };
}

/** Records a gap of the live stream that was filled from the long-term log; the latest ten are kept. */
export async function recordStreamGap(
  { db }: ActivityDependencies,
  { connectionId, from, to }: { readonly connectionId: string; readonly from: string; readonly to: string },
): Promise<void> {
  const progress = await readProgress(db, connectionId);
  await recordEventStream(db, connectionId, { ...progress, gaps: [...progress.gaps, { from, to }].slice(-10) });
}

async function readProgress(db: Db, connectionId: string): Promise<EventStreamProgress> {
  const state = await readConnectionState(db, connectionId);
  return state?.eventStream ?? { state: 'waiting', lastPolledAt: null, lastEventAt: null, events: 0, gaps: [] };
}
