import { sql } from 'kysely';
import type { Db } from '../../../src/store/sql/postgres.js';
import { insertConnection } from '../../fixture/connection.js';

/** How many rows of each kind a connection has. */
export interface Size {
  readonly users: number;
  readonly folders: number;
  readonly files: number;
  readonly events: number;
  readonly promotions: number;
}

export const SMALL: Size = { users: 5, folders: 40, files: 200, events: 200, promotions: 20 };
export const LARGE: Size = { users: 2_000, folders: 50_000, files: 100_000, events: 50_000, promotions: 50_000 };

/** Has Postgres neither analyze nor vacuum the tables by itself. */
export async function stopAutovacuum(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`.execute(db);
  for (const { name } of rows) await sql`alter table ${sql.table(name)} set (autovacuum_enabled = off)`.execute(db);
}

/**
 * Fills a connection in the middle of its first generation: all folders are recorded, most are still in the frontier with
 * the roots of all users, and each folder of the first level has a hundredth of the others below it. A few things failed or
 * are in the trash. Four of five files were found by listing, one in a hundred of them by one of an earlier generation.
 */
export async function fillConnection(db: Db, id: string, size: Size): Promise<void> {
  await insertConnection(db, id, { coverage: 'full', scan_state: 'running' });
  await sql`insert into scans (connection_id, generation, started_at, users_listed) values (${id}, 1, now(), true)`.execute(
    db,
  );
  await sql`
    insert into box_users (connection_id, user_id, login, name, role, status, generation, left_out)
    select ${id}, 'u' || i, 'u' || i || '@acme.example', 'User ' || i, 'user', 'active', 1,
      case when i % 50 = 49 then '{"code":"user_inactive"}'::jsonb end
    from generate_series(0, ${size.users}::int - 1) i`.execute(db);
  await sql`
    insert into box_pace (connection_id, user_id, next_at, level_at, share, share_at, blocked_until, charged_until)
    select ${id}, 'u' || i, 0, 0, 1, 0, 0, 0 from generate_series(0, ${size.users}::int - 1) i`.execute(db);
  const firstLevel = Math.ceil(size.folders / 100);
  await sql`
    insert into folders (connection_id, folder_id, owner_id, parent_id, name, path, ancestor_ids, has_collaborations,
      sharing, state, generation, listed_generation, observed_at)
    select ${id}, 'd' || i, 'u' || i % ${firstLevel}::int % ${size.users}::int,
      case when i < ${firstLevel} then '0' else 'd' || i % ${firstLevel} end, 'Folder ' || i, '/Folder ' || i,
      case when i < ${firstLevel} then '{}' else array['d' || i % ${firstLevel}] end, false,
      '{"link":null,"internalCollaborators":false,"externalCollaborators":false}',
      case when i % 1000 = 999 then 'trashed' else 'active' end, 1, case when i < ${firstLevel} then 1 end, now()
    from generate_series(0, ${size.folders}::int - 1) i`.execute(db);
  await sql`
    insert into frontier (connection_id, user_id, folder_id, lane, generation, parked_at, retry_at, error)
    select connection_id, owner_id, folder_id, 1, 1, parked.at, parked.at + interval '1 hour',
      case when parked.at is not null then '{"code":"box_unavailable"}'::jsonb end
    from folders, lateral (select case when folder_id like 'd%777' then now() end as at) parked
    where connection_id = ${id} and listed_generation is null`.execute(db);
  await sql`
    insert into frontier (connection_id, user_id, folder_id, lane, generation)
    select ${id}, 'u' || i, '0', 1, 1 from generate_series(0, ${size.users}::int - 1) i`.execute(db);
  await sql`
    insert into files (connection_id, file_id, folder_id, name, path, owner_id, owner_login, size, extension, etag, access,
      has_collaborations, own_collaborators, state, scanned_at, scan_reason, generation, listing_page, express_at,
      express_latency_ms)
    select ${id}, 'f' || i, 'd' || i % ${size.folders}::int, 'File ' || i || '.txt', '/File ' || i || '.txt',
      'u' || i % ${size.folders}::int % ${firstLevel}::int % ${size.users}::int, 'owner@acme.example', i, 'txt', '0',
      'private', false, '{"internal":false,"external":false}', case when i % 5000 = 4999 then 'trashed' else 'active' end,
      now(), 'bulk', case when i % 5 = 4 then 1 else 0 end, case when i % 5 <> 4 then 1 end, case when i % 5000 = 0 then now() end, case when i % 5000 = 0 then 100 end
    from generate_series(0, ${size.files}::int - 1) i`.execute(db);
  // Box's times are whole seconds: in a storm, hundreds of events have the same.
  await sql`
    insert into folder_listings (connection_id, folder_id, user_id, page, generation, listed_at)
    select connection_id, folder_id, owner_id, 1, case when folder_id like '%01' then 0 else 1 end, now()
    from folders where connection_id = ${id}`.execute(db);
  await sql`
    insert into activities (connection_id, event_id, type, category, occurred_at, actor, actor_id, item, item_id, source,
      own, raw)
    select ${id}, 'e' || i, 'EDIT', 'edits', now() - i / 600 * interval '10 hours', '{"id":"u1","login":"u1","name":"U"}', 'u1',
      jsonb_build_object('type', 'file', 'id', 'f' || i, 'name', 'x', 'ownerId', null, 'parentId', 'd1'), 'f' || i,
      'stream', false, '{}'
    from generate_series(0, ${size.events}::int - 1) i`.execute(db);
  await sql`
    insert into promotions (connection_id, item_type, item_id, owner_id, event_id, event_type, at, rank, reason, parked_at,
      retry_at, error, turn)
    select ${id}, 'file', 'f' || i, 'u' || i % ${size.users}::int, 'e' || i, 'EDIT', now() - i * interval '1 minute', 1,
      'modified', parked.at, parked.at + interval '1 hour',
      case when parked.at is not null then '{"code":"box_unavailable"}'::jsonb end, i / ${size.users}::int
    from generate_series(0, ${size.promotions}::int - 1) i,
      lateral (select case when i % 500 = 499 then now() end as at) parked`.execute(db);
}

/** Deletes all rows, and what Postgres knows of them. */
export async function emptyTables(db: Db): Promise<void> {
  await sql`truncate connections cascade`.execute(db);
  const tables = sql`(select oid from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace)`;
  const indexes = sql`(select indexrelid from pg_index where indrelid in ${tables})`;
  await sql`delete from pg_statistic where starelid in ${tables} or starelid in ${indexes}`.execute(db);
}

/** Adds two thousand connections with a scan each. */
export async function fillOtherConnections(db: Db): Promise<void> {
  await sql`
    insert into connections (id, name, provider, status) select 'o' || i, 'o' || i, 'box', 'connected'
    from generate_series(1, 2000) i`.execute(db);
  await sql`
    insert into grants (id, connection_id, state, access_expires_at) select 'g' || i, 'o' || i, 'current', now()
    from generate_series(1, 2000) i`.execute(db);
  await sql`
    insert into scans (connection_id, generation, started_at, users_listed) select 'o' || i, 1, now(), true
    from generate_series(1, 2000) i`.execute(db);
}
