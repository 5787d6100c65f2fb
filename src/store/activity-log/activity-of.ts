import { sql, type RawBuilder } from 'kysely';

/**
 * The activity of a row of `activity_keys`, as a table source: `from activity_keys k cross join lateral ${activityOf('k')}
 * a`. Activities are partitioned by their time: with it, one partition is read. The time is a range, because for an
 * equality Postgres may take an index that has the time and not the id: of a storm, hundreds of events have the same
 * second. `offset 0` keeps it from moving the condition elsewhere.
 */
export const activityOf = (keys: string): RawBuilder<unknown> => {
  const [connectionId, eventId, at] = ['connection_id', 'event_id', 'occurred_at'].map((name) =>
    sql.ref(`${keys}.${name}`),
  );
  return sql`(
    select * from activities
    where connection_id = ${connectionId} and event_id = ${eventId} and occurred_at between ${at} and ${at} offset 0
  )`;
};
