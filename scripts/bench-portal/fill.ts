import pg from 'pg';

/** The id of the connection. */
export const CONNECTION = 'bench';
const USERS = 500;
const FILES_A_FOLDER = 100;
const EVENTS = 200_000;

/**
 * Names that may break a table: markup, right-to-left text, a direction override, emoji, a formula, and the longest name
 * that Box allows. One file in a thousand has one of them.
 */
const HOSTILE_NAMES = [
  '<img src=x onerror=alert(1)>.html',
  'تقرير الميزانية النهائي.pdf',
  'annual\u202Efdp.exe',
  '👩‍👩‍👧‍👦 family 🏖️.jpg',
  '=HYPERLINK("http://example.com").csv',
  '한국어 보고서 最終版.docx',
  `${'W'.repeat(251)}.txt`,
];

/** Fills an empty, migrated database with files and events of one connection, as scan and event stream would. */
export async function fill(databaseUrl: string, files: number, events = EVENTS): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`set synchronous_commit = off; set maintenance_work_mem = '512MB'`);
    await client.query(
      `insert into connections (id, name, provider, status, coverage, scan_state, connected_at)
       values ($1, 'Benchmark', 'box', 'connected', 'full', 'idle', now())`,
      [CONNECTION],
    );
    await client.query(USERS_SQL, [CONNECTION, USERS]);
    await client.query(FOLDERS_SQL, [CONNECTION, USERS, Math.ceil(files / FILES_A_FOLDER)]);
    await withoutIndexes(client, 'files', () =>
      client.query(FILES_SQL, [CONNECTION, USERS, FILES_A_FOLDER, files, HOSTILE_NAMES]),
    );
    await client.query(LISTINGS_SQL, [CONNECTION]);
    await createMonths(client, events);
    await client.query(ACTIVITIES_SQL, [CONNECTION, USERS, files, events]);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

/** Creates the months of the events, as workers would have over time. */
async function createMonths(client: pg.Client, events: number): Promise<void> {
  const { rows } = await client.query<{ name: string; from: string; to: string }>(
    `select 'activities_' || to_char(m at time zone 'utc', 'YYYY_MM') as name, m::text as from,
       ((m at time zone 'utc' + interval '1 month') at time zone 'utc')::text as to
     from generate_series(date_trunc('month', now() - $1 * interval '12 seconds', 'UTC'), now(), '1 month', 'UTC') m`,
    [events],
  );
  for (const { name, from, to } of rows) {
    await client.query(`create table ${name} partition of activities for values from ('${from}') to ('${to}')`);
  }
}

/** Building an index once is much faster than updating it for every row. */
async function withoutIndexes(client: pg.Client, table: string, work: () => Promise<unknown>): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i where i.indrelid = $1::regclass and not i.indisprimary`,
    [table],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  await work();
  for (const { definition } of rows) await client.query(definition);
}

const USERS_SQL = `
  insert into box_users (connection_id, user_id, login, name, role, status, generation)
  select $1, (1000 + n)::text, 'user' || n || '@acme.example', 'User ' || n, 'user', 'active', 1
  from generate_series(0, $2::int - 1) n`;

const FOLDERS_SQL = `
  insert into folders (connection_id, folder_id, owner_id, parent_id, name, path, ancestor_ids, has_collaborations,
    own_collaborators, sharing, state, generation, listed_generation, observed_at)
  select $1, (1000000 + n)::text, (1000 + n % $2::int)::text, '0', 'Project ' || n, '/Project ' || n, '{}', false,
    '{"internal":false,"external":false}', null, 'active', 1, 1, now()
  from generate_series(0, $3::int - 1) n`;

/** The last scan found nearly all active files as they were, within an hour. */
const LISTINGS_SQL = `
  insert into folder_listings (connection_id, folder_id, user_id, page, generation, listed_at)
  select $1, folder_id, owner_id, 1, 2, now() - interval '3 hours' + abs(hashtext(folder_id)) % 3600000 * interval '1 millisecond'
  from folders where connection_id = $1`;

/** A third of the public files inherit their link from the folder; 3 in 100 files are trashed or gone. */
const FILES_SQL = `
  with drawn as (
    select n, n / $3::int as folder,
      case when n % 1000 = 7 then ($5::text[])[1 + (n / 1000) % array_length($5::text[], 1)]
        else (array['Invoice','Contract','Minutes','Budget','Offer','Photo','Plan','Report'])[1 + n % 8] || ' '
          || upper(substr(md5(n::text), 1, 6)) || '.' || (array['pdf','docx','xlsx','jpg','png','pptx','txt','mp4'])[1 + n % 8]
      end as name,
      abs(hashint4(n)) % 1000 as dice
    from generate_series(0, $4::int - 1) n
  )
  insert into files (connection_id, file_id, folder_id, name, path, owner_id, owner_login, size, sha1, extension, etag,
    access, shared_link, has_collaborations, own_collaborators, state, created_at, modified_at, scanned_at, scan_reason,
    generation, listing_page)
  select $1, (100000000 + n)::text, (1000000 + folder)::text, name, '/Project ' || folder || '/' || name,
    (1000 + folder % $2::int)::text, 'user' || folder % $2::int || '@acme.example',
    (10 ^ (1 + 8 * (abs(hashint4(n + 7)) % 10000) / 10000.0))::bigint, encode(sha256(n::text::bytea), 'hex')::varchar(40),
    lower(reverse(split_part(reverse(name), '.', 1))), '0',
    case when dice < 600 then 'private' when dice < 900 then 'internal' when dice < 980 then 'external' else 'public' end,
    case when dice >= 980 then jsonb_build_object('url', 'https://app.box.com/s/' || md5(n::text), 'access', 'open',
      'passwordProtected', false, 'inheritedFrom', case when n % 3 = 0 then (1000000 + folder)::text end) end,
    dice between 600 and 979,
    jsonb_build_object('internal', dice between 600 and 899, 'external', dice between 900 and 979),
    case n % 100 when 0 then 'gone' when 1 then 'trashed' when 2 then 'trashed' else 'active' end,
    now() - (n % 2000 + 10) * interval '1 day', now() - (n % 2000) * interval '1 day' - n % 86400 * interval '1 second',
    now() - (n % 40) * interval '6 hours' - n % 21600 * interval '1 second', 'bulk', 1,
    case when n % 100 > 4 then 1 end
  from drawn`;

const ACTIVITIES_SQL = `
  insert into activities (connection_id, event_id, type, category, occurred_at, actor, actor_id, item, item_id, source,
    own, raw)
  select $1, 'event-' || n, types[1 + n % 6], categories[1 + n % 6], now() - n * interval '12 seconds',
    jsonb_build_object('id', (1000 + n % $2::int)::text, 'login', 'user' || n % $2::int || '@acme.example', 'name', 'User ' || n % $2::int),
    (1000 + n % $2::int)::text,
    jsonb_build_object('type', 'file', 'id', (100000000 + n % $3::int)::text, 'name', 'File ' || n, 'ownerId', null, 'parentId', null),
    (100000000 + n % $3::int)::text, 'stream', false, '{}'
  from generate_series(0, $4::int - 1) n,
    (select array['DOWNLOAD','PREVIEW','UPLOAD','EDIT','SHARE','DELETE'] as types,
      array['reads','reads','modifies','modifies','shares','removes'] as categories) kinds`;
