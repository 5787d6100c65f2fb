import { once } from 'node:events';
import { connect as openSocket, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import Fastify from 'fastify';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSendExport } from '../../../src/api/http/exports.js';
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

/** A reader that takes the first piece of an answer, and then nothing. */
async function stallingReader(url: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const { hostname, port, pathname, search } = new URL(url);
  const socket = openSocket(Number(port), hostname);
  sockets.push(socket);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: boxward\r\n${lines.join('')}\r\n`);
  const [first] = (await once(socket, 'data')) as [Buffer];
  socket.pause();
  return first.toString();
}

/** Activities, each of two thousand bytes and more. */
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
  const stall = () => stallingReader(url, ndjson());
  const cursors = async (): Promise<number> => {
    const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
      where application_name = 'boxward-api' and state = 'idle in transaction'`.execute(db);
    return rows.length;
  };

  it('are refused while three others are being read, and given their place when those have ended', async () => {
    for (const first of [await stall(), await stall(), await stall()]) {
      expect(first).toMatch(/^HTTP\/1\.1 200 /);
      expect(first).toMatch(/content-type: application\/x-ndjson/i);
      expect(first).toMatch(/x-content-type-options: nosniff/i);
    }
    await eventually(cursors, (count) => count === 3);
    for (const [path, accept] of [
      ['/v1/activities', 'application/x-ndjson'],
      ['/v1/files', 'text/csv'],
    ] as const) {
      const fourth = await stack.boxward.request('GET', path, undefined, { accept });
      expect(fourth.status).toBe(429);
      expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(fourth.headers.get('content-type')).toContain('application/problem+json');
      expect(((await fourth.json()) as { code: string }).code).toBe('too_many_exports');
      // Who only asks whether there would be one is told as much.
      expect((await stack.boxward.request('HEAD', path, undefined, { accept })).status).toBe(429);
    }
    expect((await stack.boxward.request('GET', '/v1/activities')).status).toBe(200);

    for (const socket of sockets.splice(0)) socket.destroy();
    await eventually(cursors, (count) => count === 0);
    const all = await (await fetch(url, { headers: ndjson() })).text();
    expect(all.trim().split('\n').length).toBe(20_000);
  });

  it('whose connection to the database is lost are cut off, and give their place back', async () => {
    for (let i = 0; i < 3; i += 1) await stall();
    await eventually(cursors, (count) => count === 3);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'boxward-api' and state = 'idle in transaction'`.execute(db);
    for (const socket of sockets) socket.resume();
    const again = await eventually(
      () => fetch(url, { headers: ndjson() }),
      ({ status }) => status !== 429,
      { timeoutMs: 20_000 },
    );
    expect((await again.text()).trim().split('\n').length).toBe(20_000);
  });
});

describe('a reader', () => {
  it('that is slower than any statement may be gets every row', async () => {
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
      // Only there: what comes after is held to its time again.
      await expect(sql`select pg_sleep(1)`.execute(db)).rejects.toThrow('statement timeout');
    } finally {
      await db.destroy();
      await database.drop();
    }
  });

  it('that takes nothing is cut off', async () => {
    let hasEnded = false;
    const line = `${'x'.repeat(100_000)}\n`;
    await using app = await serve(
      async function* () {
        for (;;) yield line;
      },
      { onEnd: () => (hasEnded = true) },
    );
    await stallingReader(app.url, {});
    await expect.poll(() => hasEnded, { timeout: 10_000 }).toBe(true);
  });

  it('that takes its time without end is cut off at the deadline', async () => {
    let hasEnded = false;
    const line = `${'x'.repeat(1_000)}\n`;
    await using app = await serve(
      async function* () {
        for (;;) {
          yield line;
          await delay(10);
        }
      },
      { onEnd: () => (hasEnded = true), deadlineMs: 500 },
    );
    await expect(fetch(app.url).then((answer) => answer.text())).rejects.toThrow('terminated');
    await expect.poll(() => hasEnded, { timeout: 10_000 }).toBe(true);
  });

  it('that asks for the headers alone gets them, and takes no place', async () => {
    let hasBegun = false;
    await using app = await serve(async function* () {
      hasBegun = true;
      yield 'line';
    });
    const answer = await fetch(app.url, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain']);
    expect(answer.headers.get('content-length')).toBeNull();
    expect(hasBegun).toBe(false);
  });

  it('that waits for the database is not', async () => {
    await using app = await serve(async function* () {
      yield 'first\n';
      await delay(1_500);
      yield 'last\n';
    });
    expect(await (await fetch(app.url)).text()).toBe('first\nlast\n');
  });
});

/** An export of these lines alone, whose reader is given 300 ms. */
async function serve(
  lines: () => AsyncIterable<string>,
  { onEnd = () => undefined, deadlineMs }: { onEnd?: () => unknown; deadlineMs?: number } = {},
) {
  const app = Fastify();
  const sendExport = createSendExport({ stalledMs: 300, ...(deadlineMs === undefined ? {} : { deadlineMs }) });
  app.get('/', (request, reply) =>
    sendExport<string>(request, reply, {
      headers: { 'content-type': 'text/plain' },
      rows: (read) => read(lines()).finally(onEnd),
      write: (rows) => [Readable.from(rows)],
    }),
  );
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: () => app.close() };
}
