import { cancellationSignal, log } from '@temporalio/activity';
import type { EventsRequest } from '../../src/box/client.js';
import { toActivity } from '../../src/box/event-types.js';
import type { ActivitySource } from '../../src/domain/activity.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { storeEventsOneByOne } from '../../src/store/activity-log/store-one-by-one.js';
import type { ActivityDependencies } from '../dependencies.js';
import { changeStreamProgress } from './stream-progress.js';

/** The largest page of events that Box returns. */
const PAGE = 500;
/** How many unreadable entries of a page are logged. */
const LOGGED = 5;

/** A stored page of events. */
export interface StoredPage {
  /** How many entries the page contains. */
  readonly received: number;
  /** How many of them were not stored before. */
  readonly stored: number;
  /** The page's promotions that have not been scanned yet, those of a repeated page included. */
  readonly promotions: readonly Promotion[];
  /** The position of the next page; null if Box did not return one. */
  readonly nextPosition: string | null;
  /** The time of the latest event that Box sent with a time, RFC 3339 UTC; null if there is none. */
  readonly latestAt: string | null;
}

/**
 * Reads one page of events from Box and stores it together with the promotions that follow from it. An entry that is not
 * an event, or that Postgres does not accept, costs nothing else of the page: it is counted and logged.
 */
export async function fetchAndStoreEvents(
  { db, box, app }: ActivityDependencies,
  connectionId: string,
  source: ActivitySource,
  request: Omit<EventsRequest, 'limit'>,
): Promise<StoredPage> {
  const { client } = await box.open(connectionId);
  const receivedAt = new Date();
  const page = await client.events({ ...request, limit: PAGE }, { purpose: source, signal: cancellationSignal() });
  const events = page.events.map((event) => toActivity(event, app.serviceId, receivedAt));
  const { stored, promotions, unstorable } = await storeEventsOneByOne(db, {
    connectionId,
    events,
    source,
    receivedAt,
  });
  const unreadable = page.unreadable.length + unstorable.length;
  if (unreadable > 0) {
    const entries = [...unstorable, ...page.unreadable].slice(0, LOGGED);
    log.error('Entries of the event log could not be read', { connectionId, source, unreadable, entries });
    await changeStreamProgress(db, connectionId, (before) => ({ unreadable: (before.unreadable ?? 0) + unreadable }));
  }
  return {
    received: events.length + page.unreadable.length,
    stored,
    promotions,
    nextPosition: page.nextPosition,
    latestAt: latest(page.events.map((event) => event.occurredAt)),
  };
}

/** The latest of these times (RFC 3339); null if there is none. */
export function latest(times: readonly (string | null)[]): string | null {
  return times.reduce((a, b) => (a === null || (b !== null && Date.parse(b) > Date.parse(a)) ? b : a), null);
}
