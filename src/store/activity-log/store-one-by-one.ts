import pg from 'pg';
import type { Activity } from '../../domain/activity.js';
import type { Promotion } from '../../domain/promotion.js';
import type { Db } from '../sql/postgres.js';
import { storeEvents, type EventBatch } from './write.js';

/** What was stored of a page, and the ids of the events of which nothing could be stored. */
export interface StoredEvents {
  readonly stored: number;
  readonly promotions: readonly Promotion[];
  readonly unstorable: readonly string[];
}

/**
 * Stores a page of events like `storeEvents`. If Postgres does not accept the content of an event, the page is halved
 * until that event is alone. Of such an event, everything but what Box sent is stored; if Postgres refuses that too, it
 * is returned as unstorable. Throws if Postgres fails for any other reason.
 */
export async function storeEventsOneByOne(db: Db, batch: EventBatch): Promise<StoredEvents> {
  try {
    return { ...(await storeEvents(db, batch)), unstorable: [] };
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    const { events } = batch;
    const [only, ...others] = events;
    if (!only) throw error;
    if (others.length === 0) return storeReduced(db, batch, only);
    const middle = Math.ceil(events.length / 2);
    const first = await storeEventsOneByOne(db, { ...batch, events: events.slice(0, middle) });
    const second = await storeEventsOneByOne(db, { ...batch, events: events.slice(middle) });
    return {
      stored: first.stored + second.stored,
      promotions: [...first.promotions, ...second.promotions],
      unstorable: [...first.unstorable, ...second.unstorable],
    };
  }
}

/** Says in the place of what Box sent why it is missing. */
const NOT_STORED = { boxward: 'What Box sent could not be stored.' };

async function storeReduced(db: Db, batch: EventBatch, event: Activity): Promise<StoredEvents> {
  const { actor, item } = event;
  const reduced: Activity[] = [
    { ...event, raw: NOT_STORED },
    // Names come from Box, ids have been checked.
    {
      ...event,
      raw: NOT_STORED,
      actor: actor && { ...actor, login: null, name: null },
      item: item && { ...item, name: null },
    },
  ];
  for (const each of reduced) {
    try {
      return { ...(await storeEvents(db, { ...batch, events: [each] })), unstorable: [] };
    } catch (error) {
      if (!isAboutContent(error)) throw error;
    }
  }
  return { stored: 0, promotions: [], unstorable: [event.eventId] };
}

/** SQLSTATE classes of errors that the content causes: data exceptions, and program limits such as nesting and index size. */
const CONTENT_CLASSES = ['22', '54'];

function isAboutContent(error: unknown): boolean {
  // A document that is too large or too deeply nested for JSON.stringify.
  if (error instanceof RangeError) return true;
  return error instanceof pg.DatabaseError && CONTENT_CLASSES.includes(error.code?.slice(0, 2) ?? '');
}
