import { once } from 'node:events';
import { connect as openSocket, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exportActivities } from '../../../src/store/activity-log/list.js';
import { exportFiles } from '../../../src/store/files/files.js';
import { openDatabase, type Db, type ReadRows } from '../../../src/store/sql/postgres.js';
import { eventually } from '../../../scripts/stack/eventually.js';
import { startStack, type RunningStack } from '../../e2e/support/start.js';
import { insertConnection } from '../../fixture/connection.js';
import { freshDatabase } from '../../fixture/database.js';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** Opens a client that reads the start of a response, which is returned, and then nothing more. */
async function openStalledClient(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = openSocket(Number(port), hostname);
  sockets.push(socket);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: boxward\r\n${lines.join('')}\r\n`);
  const [first] = (await once(socket, 'data')) as [Buffer];
  socket.pause();
  return first.toString();
}

/** Adds activities of more than 2,000 bytes each. */
const addActivities = (db: Db, connectionId: string, count: number) =>
  sql`insert into activities (connection_id, event_id, type, category, occurred_at, source, own, raw)
    select ${connectionId}, i, 'UPLOAD', 'modifies', now() - i * interval '1 second', 'stream', false,
      jsonb_build_object('padding', repeat('x', 2000))
    from generate_series(1, ${sql.lit(count)}) i`.execute(db);
const addFiles = (db: Db, connectionId: string, count: number) =>
  sql`insert into files (connection_id, file_id, folder_id, name, path, owner_id, owner_login, size, extension, access,
      has_collaborations, own_collaborators, state, scanned_at, scan_reason, generation)
    select ${connectionId}, i, '0', i, '/' || i, '1', 'a@b.example', 1, '', 'private', false, '[]', 'active', now(),
      'bulk', 1
    from generate_series(1, ${sql.lit(count)}) i`.execute(db);

describe('exports', () => {
  let stack: RunningStack;
  let db: Db;
  let url: string;
  beforeAll(async () => {
    stack = await startStack({ users: 3, files: 20 });
    db = openDatabase(stack.databaseUrl, { maxConnections: 1, applicationName: 'boxward-test' });
    const { id } = await stack.boxward.createConnection('Exported');
    await addActivities(db, id, 20_000);
    url = `${stack.apiUrl}/v1/activities?connectionId=${id}`;
  });
  afterAll(async () => {
    await db.destroy();
    await stack.stop();
  });

  const ndjson = () => ({ authorization: `Bearer ${stack.adminToken}`, accept: 'application/x-ndjson' });
  const stall = () => openStalledClient(url, ndjson());
  const openCursors = async (): Promise<number> => {
    const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
      where application_name = 'boxward-api' and state = 'idle in transaction'`.execute(db);
    return rows.length;
  };

  it('are limited to three at a time', async () => {
    for (const first of [await stall(), await stall(), await stall()]) {
      expect(first).toMatch(/^HTTP\/1\.1 200 /);
      expect(first).toMatch(/content-type: application\/x-ndjson/i);
      expect(first).toMatch(/x-content-type-options: nosniff/i);
    }
    await eventually(openCursors, (count) => count === 3);
    for (const [path, accept] of [
      ['/v1/activities', 'application/x-ndjson'],
      ['/v1/files', 'text/csv'],
    ] as const) {
      const fourth = await stack.boxward.request('GET', path, undefined, { accept });
      expect(fourth.status).toBe(429);
      expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(fourth.headers.get('content-type')).toContain('application/problem+json');
      expect(((await fourth.json()) as { code: string }).code).toBe('too_many_exports');
      // HEAD, which the portal sends first, gets the same status.
      expect((await stack.boxward.request('HEAD', path, undefined, { accept })).status).toBe(429);
    }
    expect((await stack.boxward.request('GET', '/v1/activities')).status).toBe(200);

    for (const socket of sockets.splice(0)) socket.destroy();
    await eventually(openCursors, (count) => count === 0);
    const all = await (await fetch(url, { headers: ndjson() })).text();
    expect(all.trim().split('\n').length).toBe(20_000);
  });

  it('end when they lose their database connection, and free their slot', async () => {
    for (let i = 0; i < 3; i += 1) await stall();
    await eventually(openCursors, (count) => count === 3);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'boxward-api' and state = 'idle in transaction'`.execute(db);
    for (const socket of sockets) socket.resume();
    const again = await eventually(
      () => fetch(url, { headers: ndjson() }),
      ({ status }) => status !== 429,
    );
    expect((await again.text()).trim().split('\n').length).toBe(20_000);
  });
});

describe('a slow client', () => {
  it('gets every row, even if it takes longer than the statement timeout', async () => {
    const database = await freshDatabase();
    const db = openDatabase(database.url, { maxConnections: 1, statementTimeoutMs: 300 });
    try {
      await insertConnection(database.db, 'one');
      await addFiles(database.db, 'one', 1_200);
      await addActivities(database.db, 'one', 1_200);
      await expect(sql`select pg_sleep(1)`.execute(db)).rejects.toThrow('statement timeout');
      const seen = new Set<string>();
      const slowly =
        <Row>(idOf: (row: Row) => string): ReadRows<Row> =>
        async (rows) => {
          for await (const row of rows) {
            if (seen.size % 400 === 0) await delay(500);
            seen.add(idOf(row));
          }
        };
      await exportFiles(
        db,
        { connectionId: 'one', q: '/' },
        slowly((file) => `file ${file.file_id}`),
      );
      await exportActivities(
        db,
        { type: 'UPLOAD' },
        slowly((activity) => `activity ${activity.event_id}`),
      );
      expect(seen.size).toBe(2_400);
      // The statement timeout applies again after an export.
      await expect(sql`select pg_sleep(1)`.execute(db)).rejects.toThrow('statement timeout');
    } finally {
      await db.destroy();
      await database.drop();
    }
  });
});
