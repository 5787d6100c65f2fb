/** What waits, and how far behind the events are: of the whole deployment, without disconnected connections. */
import { sql } from 'kysely';
import type { Db } from '../sql/postgres.js';

/** What waits to be scanned, by lane; `parked` failed, and is tried again later. */
export interface QueueDepths {
  readonly express: number;
  readonly subtree: number;
  readonly bulk: number;
  readonly parked: number;
}

/** Counts what waits. It reads the indexes of all that waits: a second for millions of folders. */
export async function readQueueDepths(db: Db): Promise<QueueDepths> {
  const { rows } = await sql<QueueDepths>`
    with live as (select id from connections where status <> 'disconnected'),
    folders as (
      select count(*) filter (where lane = 0 and parked_at is null) as subtree,
        count(*) filter (where lane <> 0 and parked_at is null) as bulk,
        count(*) filter (where parked_at is not null) as parked
      from frontier where connection_id in (select id from live)
    ), changes as (
      select count(*) filter (where parked_at is null) as express, count(*) filter (where parked_at is not null) as parked
      from promotions where connection_id in (select id from live)
    )
    select changes.express, folders.subtree, folders.bulk, folders.parked + changes.parked as parked
    from folders cross join changes`.execute(db);
  return rows[0] ?? { express: 0, subtree: 0, bulk: 0, parked: 0 };
}

/** How far behind the event streams of connected connections are, in seconds; null if none is read. */
export interface EventLag {
  /** How long after it happened the newest event of a stream was received; the longest. */
  readonly lag: number | null;
  /** The time since the last successful poll of a stream; the longest. */
  readonly pollAge: number | null;
}

/** Reads how far behind the event streams are. */
export async function readEventLag(db: Db): Promise<EventLag> {
  const { rows } = await sql<EventLag>`
    select max((event_stream ->> 'lagMs')::float8) / 1000 as lag,
      max(greatest(extract(epoch from now() - (event_stream ->> 'lastPolledAt')::timestamptz), 0))::float8 as "pollAge"
    from connections where status = 'connected'`.execute(db);
  return rows[0] ?? { lag: null, pollAge: null };
}
