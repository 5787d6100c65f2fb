import { sql, type Kysely } from 'kysely';

/**
 * Partitions the activities by the month (UTC) in which they happened, so that old ones can be dropped by the month.
 *
 * The rows that are there become one partition, which is not rewritten: `activities_before`, up to the end of the current
 * month. `activities_other` takes what has no partition, such as an event that is dated years ahead. Workers create the
 * months (src/store/activity-log/partitions.ts).
 *
 * A unique index of a partitioned table must contain the time, which does not identify an event: one that Box sends
 * without a readable time gets the time of receipt, another one each time. `activity_keys` therefore holds the id and the
 * time of each event. A trigger adds them, so that an event is also stored once if a worker of the version before stores
 * it. The partition with the earlier rows keeps its primary key for the lookups of those workers.
 *
 * Five million rows took 29 to 41 s on two busy processors. While the keys are copied and indexed, lists are read but no
 * event is stored; then the table is read once (4 s), during which neither is possible.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/** The end of the current month (UTC). */
const BOUND = `((date_trunc('month', now() at time zone 'utc') + interval '1 month') at time zone 'utc')`;

const statements = [
  // Lists continue while the keys are copied.
  `lock table activities in share row exclusive mode`,
  `create table activity_keys (
     connection_id text not null,
     event_id text not null,
     occurred_at timestamptz not null
   )`,
  `insert into activity_keys select connection_id, event_id, occurred_at from activities`,
  `alter table activity_keys add primary key (connection_id, event_id)`,
  `alter table activity_keys add foreign key (connection_id) references connections (id) on delete cascade`,
  // Finds the keys of dropped months.
  `create index activity_keys_time on activity_keys (occurred_at)`,
  `analyze activity_keys`,

  `alter table activities rename to activities_before`,
  ...['pkey', 'time', 'all', 'type', 'actor', 'item', 'category', 'ip', 'links'].map(
    (name) => `alter index activities_${name} rename to activities_before_${name}`,
  ),
  `create table activities (
     like activities_before including defaults,
     foreign key (connection_id) references connections (id) on delete cascade
   ) partition by range (occurred_at)`,
  // The order of the list.
  `create index activities_time on activities (connection_id, occurred_at, event_id)`,
  `create index activities_all on activities (occurred_at, connection_id) include (type, category)`,
  `create index activities_type on activities (connection_id, type, occurred_at)`,
  `create index activities_actor on activities (connection_id, actor_id, occurred_at)`,
  `create index activities_item on activities (connection_id, item_id, occurred_at)`,
  `create index activities_category on activities (connection_id, category, occurred_at)`,
  `create index activities_ip on activities (connection_id, ip, occurred_at)`,
  `create index activities_links on activities (occurred_at) include (connection_id, item_id)
   where category = 'shares' and type in ('SHARE', 'ITEM_SHARED_UPDATE')`,
  `create table activities_other partition of activities default`,
  `with later as (delete from activities_before where occurred_at >= ${BOUND} returning *)
   insert into activities_other select * from later`,
  `do $$ begin
     if exists (select from activities_before) then
       execute format('alter table activities attach partition activities_before for values from (minvalue) to (%L)',
         ${BOUND});
     else
       drop table activities_before;
     end if;
   end $$`,

  `create function keep_activity_once() returns trigger language plpgsql as $$
   begin
     insert into activity_keys (connection_id, event_id, occurred_at)
     values (new.connection_id, new.event_id, new.occurred_at) on conflict do nothing;
     if found then return new; end if;
     return null;
   end $$`,
  `create trigger activities_once before insert on activities for each row execute function keep_activity_once()`,

  // Workers of the version before purge a connection by ctid, which only identifies a row within its partition: they would
  // delete rows of other connections. They fail here, and the purge is retried until a worker of this version takes it.
  `create function refuse_delete_by_ctid() returns trigger language plpgsql as $$
   begin
     if current_query() like '%ctid%' then
       raise exception 'rows of activities cannot be deleted by ctid, which is unique within a partition only';
     end if;
     return null;
   end $$`,
  `create trigger activities_delete before delete on activities for each statement
   execute function refuse_delete_by_ctid()`,

  // One row: events from before this time (always the start of a month) have been deleted; null if none have been.
  `create table activity_retention (
     id boolean primary key default true check (id),
     kept_from timestamptz
   )`,
  `insert into activity_retention default values`,
];
