import { cancellationSignal } from '@temporalio/activity';
import type { EventsRequest } from '../../src/box/client.js';
import { toActivity } from '../../src/box/event-types.js';
import type { ActivitySource } from '../../src/domain/activity.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { storeEvents } from '../../src/store/activity-log/write.js';
import type { ActivityDependencies } from '../dependencies.js';

/** The largest page of events that Box returns. */
const PAGE = 500;

/** A stored page of events. */
export interface StoredPage {
  /** How many events the page contains. */
  readonly received: number;
  /** How many of them were not stored before. */
  readonly stored: number;
  /** The page's promotions that have not been scanned yet, those of a repeated page included. */
  readonly promotions: readonly Promotion[];
  /** The position of the next page; null if Box did not return one. */
  readonly nextPosition: string | null;
  /** The time of the latest event, RFC 3339 UTC; null for an empty page. */
  readonly latestAt: string | null;
}

/** Reads one page of events from Box and stores it together with the promotions that follow from it. */
export async function fetchAndStoreEvents(
  { db, box, app }: ActivityDependencies,
  connectionId: string,
  source: ActivitySource,
  request: Omit<EventsRequest, 'limit'>,
): Promise<StoredPage> {
  const { client } = await box.open(connectionId);
  const page = await client.events({ ...request, limit: PAGE }, { purpose: source, signal: cancellationSignal() });
  const events = page.events.map((event) => toActivity(event, app.serviceId));
  const { stored, promotions } = await storeEvents(db, { connectionId, events, source });
  return {
    received: events.length,
    stored,
    promotions,
    nextPosition: page.nextPosition,
    latestAt: latest(events.map((event) => event.occurredAt)),
  };
}

/** The latest of these times (RFC 3339); null if there is none. */
export function latest(times: readonly (string | null)[]): string | null {
  return times.reduce((a, b) => (a === null || (b !== null && Date.parse(b) > Date.parse(a)) ? b : a), null);
}
