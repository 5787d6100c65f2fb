import { sql } from 'kysely';
import { ofConnection } from '../sql/by-key.js';
import type { Db } from '../sql/postgres.js';
import { activityOf } from './activity-of.js';

/**
 * Returns who may own an item whose event did not name its owner, the most likely first: the owner of the folder that
 * contains it, as the scan recorded it, then the user who caused the event. Empty for an unknown event.
 */
export async function ownerHints(db: Db, connectionId: string, eventId: string): Promise<string[]> {
  const { rows } = await sql<{ owner_id: string | null; actor_id: string | null }>`
    select f.owner_id, a.actor_id from activity_keys k
    cross join lateral ${activityOf('k')} a
    left join lateral (
      select owner_id from folders
      where connection_id = ${ofConnection(connectionId)} and folder_id = a.item ->> 'parentId' and folder_id <> '0' offset 0
    ) f on true
    where k.connection_id = ${connectionId} and k.event_id = ${eventId}`.execute(db);
  return rows.flatMap(({ owner_id: owner, actor_id: actor }) => [owner, actor]).filter((id) => id !== null);
}
