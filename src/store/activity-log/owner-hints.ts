import { sql } from 'kysely';
import { ofConnection } from '../sql/by-key.js';
import type { Db } from '../sql/postgres.js';
import { eventTime } from './event-time.js';

/**
 * Returns who may own an item whose event did not name its owner, the most likely first: the owner of the folder that
 * contains it, as the scan recorded it, then the user who caused the event. Empty for an unknown event.
 */
export async function ownerHints(db: Db, connectionId: string, eventId: string): Promise<string[]> {
  const at = await eventTime(db, connectionId, eventId);
  if (at === null) return [];
  const { rows } = await sql<{ owner_id: string | null; actor_id: string | null }>`
    select f.owner_id, a.actor_id from activities a
    left join folders f on f.connection_id = a.connection_id and f.folder_id = a.item ->> 'parentId' and f.folder_id <> '0'
    where a.connection_id = ${ofConnection(connectionId)} and a.occurred_at = ${at}::timestamptz and a.event_id = ${eventId}`.execute(
    db,
  );
  return rows.flatMap(({ owner_id: owner, actor_id: actor }) => [owner, actor]).filter((id) => id !== null);
}
