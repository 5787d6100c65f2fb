/** The frontier in Postgres: how much room a row takes, and whether a claim costs more when many folders wait. */
import path from 'node:path';
import type pg from 'pg';
import { openClient } from './client.js';
import { claimFolders, extendFrontier, releaseClaims } from '../../src/store/scan/frontier.js';
import { openDatabase, type Db } from '../../src/store/sql/postgres.js';
import { migrate } from '../stack/boxward.js';
import { freePort } from '../stack/ports.js';
import { startPostgres } from '../stack/postgres.js';
import type { Bench } from './scenario.js';
import { median } from './statistics.js';

/** What was measured. */
export interface FrontierRows {
  readonly bytesPerRow: number;
  /** The median of a claim of 16 folders and their release, in milliseconds, while few and while all rows wait. */
  readonly claimMs: { readonly few: number; readonly all: number };
}

const CONNECTION = 'bench';
/** Folders of one page, and users. */
const PAGE = 1_000;
const USERS = 1_000;
const CLAIMS = 200;
const CLAIMED = 16;

/** Adds `rows` folders as pages of a scan would, and claims some of them with few and with all rows in the table. */
export async function measureFrontierRows(bench: Bench, rows: number): Promise<FrontierRows> {
  const folder = path.join(bench.folder, 'frontier');
  const postgres = await startPostgres({ folder, port: await freePort(), password: 'bench' });
  const databaseUrl = await postgres.database('boxward');
  await migrate(databaseUrl);
  const client = await openClient(databaseUrl);
  const db = openDatabase(databaseUrl, { maxConnections: 1, applicationName: 'boxward-bench' });
  try {
    await client.query(
      `insert into connections (id, name, provider, status, scan_state) values ($1, 'Benchmark', 'box', 'connected', 'running')`,
      [CONNECTION],
    );
    await client.query('insert into scans (connection_id, generation, started_at) values ($1, 1, now())', [CONNECTION]);
    const before = await bytesOf(client);
    await addRows(db, 0, PAGE);
    const few = await claimMs(db);
    await addRows(db, PAGE, rows);
    const bytesPerRow = ((await bytesOf(client)) - before) / rows;
    return { bytesPerRow, claimMs: { few, all: await claimMs(db) } };
  } finally {
    await db.destroy();
    await client.end();
    await postgres.child.stop();
  }
}

async function addRows(db: Db, from: number, to: number): Promise<void> {
  for (let first = from; first < to; first += PAGE) {
    const entries = Array.from({ length: Math.min(PAGE, to - first) }, (_, index) => ({
      userId: String(10_000_000 + ((first / PAGE) % USERS)),
      folderId: String(200_000_000_000 + first + index),
    }));
    await extendFrontier(db, entries, { connectionId: CONNECTION, generation: 1, lane: 1 });
  }
}

async function claimMs(db: Db): Promise<number> {
  const times: number[] = [];
  const lease = { connectionId: CONNECTION, leaseId: 'bench' };
  for (let claim = 0; claim < CLAIMS; claim += 1) {
    const from = performance.now();
    const claims = await claimFolders(db, { ...lease, generation: 1, limit: CLAIMED });
    await releaseClaims(db, claims, lease);
    times.push(performance.now() - from);
    if (claims.length !== CLAIMED) throw new Error(`${claims.length} folders were claimed, not ${CLAIMED}`);
  }
  return median(times);
}

async function bytesOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(`select pg_total_relation_size('frontier') as bytes`);
  return Number(rows[0]?.bytes);
}
