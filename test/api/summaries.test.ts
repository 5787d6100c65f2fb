import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maintainPartitions } from '../../src/store/activity-log/partitions.js';
import { readWithDeadline, DeadlineExceeded } from '../../src/store/sql/postgres.js';
import { insertActivities } from '../fixture/activity.js';
import { ADMIN_TOKEN, freshApp } from '../fixture/app.js';
import { insertConnection } from '../fixture/connection.js';
import { insertFiles } from '../fixture/file.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const now = new Date();
const ago = (ms: number) => new Date(now.getTime() - ms);

let boxward: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  boxward = await freshApp({
    BOX_WEB_URL: 'https://acme.app.box.com',
    BOX_MONTHLY_API_CALLS: '5000',
    BOXWARD_TEMPORAL_UI_URL: 'http://temporal.example',
  });
  await insertConnection(boxward.db, 'one');
  await insertConnection(boxward.db, 'two', { status: 'needs_reauthorization' });
  await addFiles();
  await addActivities();
});
afterAll(() => boxward.stop());

const call = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
  boxward.app.inject({ url: path, headers: { authorization: `Bearer ${ADMIN_TOKEN}`, ...headers } });
async function get<T>(path: string): Promise<T> {
  const response = await call(path);
  expect([path, response.statusCode]).toEqual([path, 200]);
  return response.json<T>();
}

const openLink = (inheritedFrom: string | null) =>
  JSON.stringify({ url: 'https://x', access: 'open', passwordProtected: false, inheritedFrom });

async function addFiles(): Promise<void> {
  const file = (
    id: string,
    access: 'private' | 'internal' | 'external' | 'public',
    scanned: number,
    more: { link?: string; state?: 'active' | 'gone'; connection?: string } = {},
  ) => ({
    connection_id: more.connection ?? 'one',
    file_id: id,
    access,
    shared_link: more.link ?? null,
    state: more.state ?? 'active',
    scanned_at: ago(scanned),
  });
  await insertFiles(boxward.db, [
    file('1', 'private', 0),
    file('2', 'internal', 2 * HOUR_MS),
    file('3', 'external', 2 * DAY_MS),
    file('4', 'public', 9 * DAY_MS, { link: openLink(null) }),
    file('5', 'public', 0, { link: openLink('f') }),
    file('6', 'public', 0, { link: openLink(null) }),
    file('7', 'public', 0, { link: openLink('f'), connection: 'two' }),
    file('8', 'public', 0, { link: openLink(null), state: 'gone' }),
    file('9', 'private', 0, { connection: 'two' }),
  ]);
}

let events = 0;
async function addActivities(): Promise<void> {
  const event = (type: string, itemId: string, at: Date, connection = 'one') => ({
    connection_id: connection,
    event_id: `e${(events += 1)}`,
    type,
    occurred_at: at,
    item_id: itemId,
  });
  await insertActivities(boxward.db, [
    // Shared: file 4 just now, the folder of file 5 yesterday, file 6 too long ago; file 8 is gone, file 3 no longer public.
    event('SHARE', '4', ago(HOUR_MS / 60)),
    event('SHARE', '4', ago(3 * DAY_MS)),
    event('SHARE', 'f', ago(DAY_MS)),
    event('SHARE', '6', ago(8 * DAY_MS)),
    event('SHARE', '8', ago(DAY_MS)),
    event('SHARE', '3', ago(DAY_MS)),
    // Not about a link.
    event('COLLABORATION_INVITE', '6', ago(DAY_MS)),
    ...[1, 2, 3].map(() => event('PREVIEW', '1', ago(2 * DAY_MS))),
    event('UPLOAD', '9', ago(2 * DAY_MS), 'two'),
  ]);
}

describe('the summary of files', () => {
  it('counts matching files by access and by state, active ones by default, and ignores the filter access', async () => {
    expect(await get('/v1/files/summary')).toEqual({
      total: 8,
      byAccess: { private: 2, internal: 1, external: 1, public: 4 },
      byState: { active: 8, trashed: 0, gone: 1 },
    });
    expect(await get('/v1/files/summary?state=any')).toEqual({
      total: 9,
      byAccess: { private: 2, internal: 1, external: 1, public: 5 },
      byState: { active: 8, trashed: 0, gone: 1 },
    });
    expect(await get('/v1/files/summary?connectionId=one&state=active&access=private')).toEqual({
      total: 6,
      byAccess: { private: 1, internal: 1, external: 1, public: 3 },
      byState: { active: 6, trashed: 0, gone: 1 },
    });
    expect(await get('/v1/files/summary?q=no%20such%20path')).toEqual({
      total: 0,
      byAccess: { private: 0, internal: 0, external: 0, public: 0 },
      byState: { active: 0, trashed: 0, gone: 0 },
    });
  });

  it('fails with 503 when a statement takes longer than its deadline', async () => {
    await boxward.db.transaction().execute(async (trx) => {
      await sql`lock table file_counts in access exclusive mode`.execute(trx);
      const response = await call('/v1/files/summary');
      expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '10']);
      expect(response.json<{ code: string }>().code).toBe('summary_too_slow');
    });
    expect((await call('/v1/files/summary')).statusCode).toBe(200);
  });

  it('applies the deadline to its own statements only', async () => {
    const slow = readWithDeadline(boxward.db, 100, (trx) => sql`select pg_sleep(5)`.execute(trx));
    await expect(slow).rejects.toThrow(DeadlineExceeded);
    await sql`select pg_sleep(0.3)`.execute(boxward.db);
    const broken = readWithDeadline(boxward.db, 5_000, (trx) => sql`select 1 / 0`.execute(trx));
    await expect(broken).rejects.toThrow('division by zero');
  });
});

describe('a list', () => {
  it('fails with 503 and a remedy when a statement takes longer than its deadline', async () => {
    await boxward.db.transaction().execute(async (trx) => {
      await sql`lock table files, activities in access exclusive mode`.execute(trx);
      for (const response of await Promise.all(['/v1/files', '/v1/activities'].map((path) => call(path)))) {
        expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '10']);
        const problem = response.json<{ code: string; detail: string }>();
        expect(problem.code).toBe('list_too_slow');
        expect(problem.detail).toContain('Narrow the filter');
      }
    });
    expect((await call('/v1/files')).statusCode).toBe(200);
  });
});

describe('an export', () => {
  it('can be requested in the address, for use in links', async () => {
    const csv = await boxward.app.inject({
      url: '/v1/files?format=csv',
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.headers['cache-control']).toBe('no-store');
    expect(csv.body.trim().split('\n').length).toBe(9);
    const ndjson = await call('/v1/activities?format=ndjson');
    expect(ndjson.headers['content-type']).toBe('application/x-ndjson');
    expect(ndjson.body.trim().split('\n').length).toBe(events);
    const json = await call('/v1/files?format=json', { accept: 'text/csv' });
    expect(json.headers['content-type']).toContain('application/json');
  });
});

interface ActivitySummary {
  readonly from: string;
  readonly to: string;
  readonly bucketSeconds: number;
  readonly buckets: { readonly at: string; readonly total: number; readonly byCategory: Record<string, number> }[];
  readonly byType: { readonly type: string; readonly category: string; readonly count: number }[];
  readonly total: number;
}

describe('the summary of activities', () => {
  it('covers the last 7 days in 60 buckets, including empty ones', async () => {
    const summary = await get<ActivitySummary>('/v1/activities/summary');
    expect(Date.parse(summary.to) - Date.parse(summary.from)).toBe(7 * DAY_MS);
    expect([summary.buckets.length, summary.bucketSeconds]).toEqual([60, (7 * DAY_MS) / 1000 / 60]);
    expect(summary.total).toBe(10);
    expect(summary.byType[0]).toEqual({ type: 'SHARE', category: 'shares', count: 5 });
    expect(summary.byType[1]).toEqual({ type: 'PREVIEW', category: 'reads', count: 3 });
    expect(summary.buckets.reduce((sum, { total }) => sum + total, 0)).toBe(10);
    expect(summary.buckets[0]).toEqual({
      at: summary.from,
      total: 0,
      byCategory: { modifies: 0, shares: 0, moves: 0, removes: 0, reads: 0, other: 0 },
    });
    expect(summary.buckets.at(-1)).toMatchObject({ total: 1, byCategory: { shares: 1 } });
  });

  it('applies the filter, and counts each event in its bucket', async () => {
    const [after, before] = [ago(2 * DAY_MS + 50_000), ago(2 * DAY_MS - 50_000)].map((at) => at.toISOString());
    const path = `/v1/activities/summary?after=${after}&before=${before}&buckets=10`;
    const summary = await get<ActivitySummary>(path);
    expect([summary.bucketSeconds, summary.buckets.length, summary.total]).toEqual([10, 10, 4]);
    expect(summary.buckets.map(({ total }) => total)).toEqual([0, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
    expect((await get<ActivitySummary>(`${path}&connectionId=two`)).byType).toEqual([
      { type: 'UPLOAD', category: 'modifies', count: 1 },
    ]);
    expect((await get<ActivitySummary>(`${path}&category=reads`)).total).toBe(3);
  });

  it('has no buckets shorter than a second', async () => {
    const [after, before] = [ago(5_500), now].map((at) => at.toISOString());
    const summary = await get<ActivitySummary>(`/v1/activities/summary?after=${after}&before=${before}&buckets=400`);
    expect([summary.bucketSeconds, summary.buckets.length]).toEqual([1, 6]);
  });
});

describe('the overview', () => {
  it('covers all connections', async () => {
    const overview = await get<{
      newPublicLinks: { total: number; days: { day: string; count: number }[]; items: { fileId: string }[] };
    }>('/v1/overview');
    expect(overview).toMatchObject({
      connections: { total: 2, byStatus: { connected: 1, needs_reauthorization: 1 } },
      files: { total: 8, byAccess: { private: 2, internal: 1, external: 1, public: 4 } },
      freshness: { lastHour: 5, lastDay: 1, lastWeek: 1, older: 1 },
      events: { total: 10 },
    });
    const { total, days, items } = overview.newPublicLinks;
    // File 7 is in another connection, in a folder with the same id as the shared one.
    expect(items.map(({ fileId }) => fileId)).toEqual(['4', '5']);
    expect([total, days.length]).toEqual([2, 7]);
    expect(days.at(-1)!.day).toBe(new Date().toISOString().slice(0, 10));
    expect(days.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect([...days].sort((a, b) => (a.day < b.day ? -1 : 1))).toEqual(days);
  });
});

describe('a connection', () => {
  it('has the link to its workflow and its API calls', async () => {
    const today = new Date().toISOString().slice(0, 10);
    await boxward.db
      .insertInto('api_calls')
      .values([
        { connection_id: 'one', day: today, purpose: 'listing', calls: 40 },
        { connection_id: 'one', day: today, purpose: 'stream', calls: 2 },
        { connection_id: 'one', day: `${today.slice(0, 8)}01`, purpose: 'backfill', calls: 7 },
        {
          connection_id: 'one',
          day: ago(40 * DAY_MS)
            .toISOString()
            .slice(0, 10),
          purpose: 'listing',
          calls: 1_000,
        },
      ])
      .execute();
    const isFirst = today.endsWith('-01');
    expect(await get('/v1/connections/one')).toMatchObject({
      workflow: {
        id: 'connect-box/one',
        url: 'http://temporal.example/namespaces/default/workflows/connect-box%2Fone',
      },
      apiCalls: { today: isFirst ? 49 : 42, thisMonth: 49, perMonth: 5_000 },
    });
    expect(await get('/v1/connections/two')).toMatchObject({ apiCalls: { today: 0, thisMonth: 0 } });
  });
});

describe('a file', () => {
  it('has the link to its page in Box', async () => {
    expect(await get('/v1/files/one/1')).toMatchObject({
      webUrl: 'https://acme.app.box.com/file/1',
      collaborators: [],
      collaboratorsTruncated: false,
      scans: [{ reason: 'bulk', generation: 1 }],
    });
  });
});

describe('a retention of events', () => {
  it('is part of lists and summaries as soon as events may have been deleted', async () => {
    for (const path of ['/v1/activities', '/v1/activities/summary']) {
      expect(await get(path)).toMatchObject({ retainedFrom: null });
    }
    await maintainPartitions(boxward.db, { now: new Date('2026-11-28T12:00:00Z'), retentionDays: 90 });
    for (const path of ['/v1/activities?before=2026-01-01T00:00:00Z', '/v1/activities/summary']) {
      expect(await get(path)).toMatchObject({ retainedFrom: '2026-08-01T00:00:00.000Z' });
    }
  });
});
