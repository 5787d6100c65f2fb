/** The yardstick of a scan: lists the same pages, and writes each with one statement into the same table. */
import { openClient, openPool } from './client.js';
import { migrate } from '../stack/boxward.js';
import { crawl, type Page } from './crawl.js';

/** What the loop has done. */
export interface BareLoop {
  readonly files: number;
  readonly calls: number;
  readonly seconds: number;
  /** CPU time of the loop itself. */
  readonly cpuSeconds: number;
}

const CONNECTION = 'bare';
const SCRATCH = 'bare_loop';
const WRITERS = 16;

/** Runs the loop in a database of its own on the same server, which it drops at the end. */
export async function runBareLoop(simulatorUrl: string, databaseUrl: string): Promise<BareLoop> {
  const scratchUrl = new URL(databaseUrl);
  scratchUrl.pathname = `/${SCRATCH}`;
  await onServer(databaseUrl, `create database ${SCRATCH}`);
  await migrate(scratchUrl.href);
  const pool = openPool(scratchUrl.href, WRITERS);
  try {
    await pool.query(
      `insert into connections (id, name, provider, status, scan_state) values ($1, 'Bare loop', 'box', 'connected', 'idle')`,
      [CONNECTION],
    );
    const cpu = process.cpuUsage();
    const startedAt = performance.now();
    const calls = await crawl(simulatorUrl, async (page) => {
      await pool.query({ name: 'upsert', text: UPSERT, values: [CONNECTION, JSON.stringify(rowsOf(page))] });
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    const { user, system } = process.cpuUsage(cpu);
    const { rows } = await pool.query<{ count: string }>('select count(*) from files');
    return { files: Number(rows[0]?.count), calls, seconds, cpuSeconds: (user + system) / 1e6 };
  } finally {
    await pool.end();
    await onServer(databaseUrl, `drop database ${SCRATCH}`);
  }
}

async function onServer(databaseUrl: string, statement: string): Promise<void> {
  const client = await openClient(databaseUrl);
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function rowsOf({ folderId, path, files }: Page): Readonly<Record<string, unknown>>[] {
  return files.map((file) => ({
    file_id: file.id,
    folder_id: folderId,
    name: file.name,
    path: `${path}/${file.name}`,
    owner_id: file.owned_by.id,
    owner_login: file.owned_by.login,
    size: file['size'],
    sha1: file['sha1'],
    extension: file.name.slice(file.name.lastIndexOf('.') + 1).toLowerCase(),
    etag: file['etag'],
    shared_link: file['shared_link'],
    has_collaborations: file['has_collaborations'],
    created_at: file['created_at'],
    modified_at: file['modified_at'],
  }));
}

const COLUMNS = {
  file_id: 'text',
  folder_id: 'text',
  name: 'text',
  path: 'text',
  owner_id: 'text',
  owner_login: 'text',
  size: 'bigint',
  sha1: 'text',
  extension: 'text',
  etag: 'text',
  shared_link: 'jsonb',
  has_collaborations: 'boolean',
  created_at: 'timestamptz',
  modified_at: 'timestamptz',
} as const;
const NAMES = Object.keys(COLUMNS);

const UPSERT = `
  insert into files (connection_id, ${NAMES.join(', ')}, access, own_collaborators, state, scanned_at, scan_reason, generation)
  select $1, ${NAMES.join(', ')}, 'private', '{"internal":false,"external":false}', 'active', now(), 'bulk', 1
  from json_to_recordset($2) as n(${Object.entries(COLUMNS)
    .map((column) => column.join(' '))
    .join(', ')})
  on conflict (connection_id, file_id) do update set
    ${NAMES.slice(1)
      .map((name) => `${name} = excluded.${name}`)
      .join(', ')}, scanned_at = excluded.scanned_at`;
