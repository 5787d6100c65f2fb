import { sql, type Kysely } from 'kysely';

/**
 * Keeps the number of files by exposure and state as files change: counting them takes a second for ten million. Triggers
 * count what each statement changes, also those of a worker of an earlier version.
 *
 * Each session of Postgres adds to rows of its own (its process id, modulo), so that sessions do not wait for each other.
 * The triggers are created first: from then on until the end of the migration nobody can write files.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const ADDED = 'select connection_id, access, state, 1 as files from added';
const REMOVED = 'select connection_id, access, state, -1 as files from removed';
/** A connection that is being deleted takes its files and its counts with it. */
const DELETED = `${REMOVED} where connection_id in (select id from connections)`;

/** The changes in the order of their key, so that two sessions with the same slot lock rows in the same order. */
const counting = (name: string, changes: string): string => `
  create function ${name}() returns trigger language plpgsql as $$
  begin
    insert into file_counts as c (connection_id, access, state, slot, files)
    select connection_id, access, state, pg_backend_pid() % 64, sum(files) from (${changes}) changes
    group by connection_id, access, state having sum(files) <> 0
    order by connection_id, access, state
    on conflict (connection_id, access, state, slot) do update set files = c.files + excluded.files;
    return null;
  end $$`;

const STATEMENTS = [
  // Updated with every page: with room for the next version beside it, a row's update writes no index.
  `create table file_counts (
     connection_id text not null references connections (id) on delete cascade,
     access text not null,
     state text not null,
     slot smallint not null,
     files bigint not null,
     primary key (connection_id, access, state, slot)
   ) with (fillfactor = 25)`,
  counting('count_added_files', ADDED),
  counting('count_changed_files', `${ADDED} union all ${REMOVED}`),
  counting('count_removed_files', DELETED),
  `create trigger files_added after insert on files referencing new table as added
     for each statement execute function count_added_files()`,
  `create trigger files_changed after update on files referencing old table as removed new table as added
     for each statement execute function count_changed_files()`,
  `create trigger files_removed after delete on files referencing old table as removed
     for each statement execute function count_removed_files()`,
  `insert into file_counts select connection_id, access, state, 0, count(*) from files group by 1, 2, 3`,
];
