import { sql } from 'kysely';
import type { Db } from '../sql/postgres.js';

/**
 * Returns when a stored event happened, to the microsecond; null for an unknown event. Activities are partitioned by this
 * time: a statement that has it as a value reads one partition, where one without it looks into each.
 */
export async function eventTime(db: Db, connectionId: string, eventId: string | null): Promise<string | null> {
  if (eventId === null) return null;
  const { rows } = await sql<{ at: string }>`
    select to_json(occurred_at) #>> '{}' as at from activity_keys
    where connection_id = ${connectionId} and event_id = ${eventId}`.execute(db);
  return rows[0]?.at ?? null;
}
