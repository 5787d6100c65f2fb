import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { listActivities, positionOfActivity } from '../../src/store/activity-log/list.js';
import { activityOf } from '../../src/store/activity-log/activity-of.js';
import { eventPartitions, maintainPartitions, retainedFrom } from '../../src/store/activity-log/partitions.js';
import { sumActivities } from '../../src/store/activity-log/sums.js';
import { migrateToLatest } from '../../src/store/migrate.js';
import { purgeConnection } from '../../src/store/connections/purge.js';
import type { KeysetPosition } from '../../src/store/sql/keyset.js';
import type { Db } from '../../src/store/sql/postgres.js';
import { insertActivities } from '../fixture/activity.js';
import { insertConnection } from '../fixture/connection.js';
import { freshDatabase } from '../fixture/database.js';

const NOW = new Date('2026-11-28T12:00:00Z');
const DAY = 86_400_000;

let database: Awaited<ReturnType<typeof freshDatabase>>;
const before = (days: number): Date => new Date(NOW.getTime() - days * DAY);
const maintain = (retentionDays: number | null = null, now = NOW) =>
  maintainPartitions(database.db, { now, retentionDays });
const names = async () => (await eventPartitions(database.db)).map(({ name }) => name);
const insert = (...events: [id: string, at: Date | string][]) =>
  insertActivities(
    database.db,
    events.map(([event_id, at]) => ({ event_id, type: 'EDIT', occurred_at: new Date(at) })),
  );
/** The stored events by partition. */
async function stored(): Promise<Record<string, string[]>> {
  const { rows } = await sql<{ partition: string; ids: string[] }>`
    select tableoid::regclass::text as partition, array_agg(event_id order by event_id) as ids
    from activities group by 1`.execute(database.db);
  return Object.fromEntries(rows.map(({ partition, ids }) => [partition, ids]));
}
const keys = async () =>
  (await database.db.selectFrom('activity_keys').select('event_id').orderBy('event_id').execute()).map(
    ({ event_id: id }) => id,
  );

describe('the event log of a new deployment', () => {
  beforeEach(async () => {
    database = await freshDatabase();
    await insertConnection(database.db, 'c');
  });
  afterEach(() => database.drop());

  it('gets a month before and two ahead, once, however many workers create them at the same time', async () => {
    expect(await names()).toEqual(['activities_other']);
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => maintain()));
    const created = outcomes.flatMap((outcome) => outcome?.created ?? []).sort();
    const months = ['activities_2026_10', 'activities_2026_11', 'activities_2026_12', 'activities_2027_01'];
    // One that comes between two changes of another leaves the rest to it.
    expect(created).toEqual([...new Set(created)]);
    await maintain();
    expect(await names()).toEqual([...months, 'activities_other']);
    expect(await maintain()).toEqual({ created: [], dropped: [], deleted: 0, unpartitioned: 0, busy: [] });
  });

  it('stores each event in its month, to the last moment of it (UTC)', async () => {
    await maintain();
    await insert(['a', '2026-10-31T23:59:59.999Z'], ['b', '2026-11-01T00:00:00Z'], ['c', '2026-12-01T00:59:00+01:00']);
    expect(await stored()).toEqual({ activities_2026_10: ['a'], activities_2026_11: ['b', 'c'] });
  });

  it('stores what has no month, and moves it once it has one, without losing its key', async () => {
    await insert(['early', '0001-01-01'], ['may', '2026-05-05'], ['now', NOW], ['late', '9999-12-31T23:59:59.999Z']);
    expect(await stored()).toEqual({ activities_other: ['early', 'late', 'may', 'now'] });
    const { created, unpartitioned } = (await maintain())!;
    expect([created.length, created[0], unpartitioned]).toEqual([5, 'activities_2026_05', 2]);
    expect(await stored()).toEqual({
      activities_2026_05: ['may'],
      activities_2026_11: ['now'],
      activities_other: ['early', 'late'],
    });
    await insert(['may', '2026-05-05'], ['now', NOW]);
    expect((await stored())['activities_other']).toEqual(['early', 'late']);
    expect(await keys()).toEqual(['early', 'late', 'may', 'now']);
  });

  it('has an event once, even if its time differs: an unreadable one is replaced by the time of receipt', async () => {
    await maintain();
    await insert(['e', '2026-10-31T23:59:59Z'], ['e', '2026-11-01T00:00:01Z']);
    await insert(['e', '2026-11-01T00:00:01Z']);
    await insert(['e', '1999-01-01']);
    expect(await stored()).toEqual({ activities_2026_10: ['e'] });
  });

  it('has an event once if two workers store it at the same time, under different times', async () => {
    await maintain();
    const ids = Array.from({ length: 50 }, (_, i) => `e${i}`);
    const store = (at: string) =>
      insertActivities(
        database.db,
        ids.map((event_id) => ({ event_id, type: 'EDIT', occurred_at: new Date(at) })),
      );
    await Promise.all([store('2026-10-05'), store('2026-11-05'), store('2026-12-05')]);
    expect(Object.values(await stored()).flat()).toHaveLength(50);
  });

  it('is empty after a purge, and keeps the events of other connections', async () => {
    await maintain();
    await insertConnection(database.db, 'other');
    const events = ['2026-10-05', '2026-11-05', '2001-01-01'].map((at) => ({
      event_id: at, type: 'EDIT', occurred_at: new Date(at),
    })); // prettier-ignore
    // The rows of both have the same places in their partitions.
    for (const connection_id of ['c', 'other']) {
      for (const event of events) await insertActivities(database.db, [{ ...event, connection_id }]);
    }
    await expect(
      sql`delete from activities where ctid = any(array(select ctid from activities where connection_id = 'c'))`.execute(
        database.db,
      ),
    ).rejects.toThrow('cannot be deleted by ctid');
    await purgeConnection(database.db, 'c', 'everything');
    const { rows } = await sql`
      select connection_id, count(*) as events from activities group by 1
      union all select connection_id, count(*) from activity_keys group by 1`.execute(database.db);
    expect(rows).toEqual([{ connection_id: 'other', events: 3 }, { connection_id: 'other', events: 3 }]); // prettier-ignore
  });
});

describe('a retention', () => {
  beforeEach(async () => {
    database = await freshDatabase();
    await insertConnection(database.db, 'c');
    await insert(['ancient', '2001-01-01'], ['august', '2026-08-31T23:59:59Z'], ['edge', '2026-09-01T00:00:00Z']);
    await insert(['recent', before(60)], ['today', NOW], ['late', '2099-01-01']);
    await maintain();
  });
  afterEach(() => database.drop());

  it('that is not set keeps every event', async () => {
    expect(await maintain()).toMatchObject({ dropped: [], deleted: 0 });
    expect([Object.values(await stored()).flat().length, await retainedFrom(database.db)]).toEqual([6, null]);
  });

  it('drops the months in which every event is older, and deletes older events that have no month', async () => {
    expect(await maintain(60)).toEqual({
      created: [],
      dropped: ['activities_2026_08'],
      deleted: 1,
      unpartitioned: 1,
      busy: [],
    });
    expect(await stored()).toEqual({
      activities_2026_09: ['edge', 'recent'],
      activities_2026_11: ['today'],
      activities_other: ['late'],
    });
    expect(await keys()).toEqual(['edge', 'late', 'recent', 'today']);
    expect(await retainedFrom(database.db)).toEqual(new Date('2026-09-01T00:00:00Z'));
    expect(await maintain(60)).toMatchObject({ created: [], dropped: [], deleted: 0 });
  });

  it('that becomes longer does not pretend that deleted events are back', async () => {
    await maintain(60);
    await maintain(3_650);
    await maintain(null);
    expect(await retainedFrom(database.db)).toEqual(new Date('2026-09-01T00:00:00Z'));
  });

  it('leaves a month that is being read, lets the reader finish, and drops it the next time', async () => {
    await database.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (reader) => {
        const first = await listActivities(reader, {}, { limit: 2, after: null });
        const outcome = await maintain(60);
        expect(outcome).toMatchObject({ dropped: [], busy: ['activities_2026_08'] });
        const { rows } = await sql<{ event_id: string }>`select event_id from activities`.execute(reader);
        expect([first.length, rows.map(({ event_id: id }) => id).includes('august')]).toEqual([2, true]);
      });
    expect(await maintain(60)).toMatchObject({ dropped: ['activities_2026_08'], busy: [] });
  });
});

describe('reading the event log', () => {
  beforeAll(async () => {
    database = await freshDatabase();
    await insertConnection(database.db, 'c');
    // Every third day of a year.
    await insert(...Array.from({ length: 122 }, (_, i): [string, Date] => [`e${i}`, before(3 * i)]));
    await maintain();
  });
  afterAll(() => database.drop());

  /** The months that the statements of `read` look into: Postgres locks each of them until the transaction ends. */
  const monthsOf = (read: (db: Db) => Promise<unknown>): Promise<string[]> =>
    database.db.transaction().execute(async (trx) => {
      await read(trx);
      const { rows } = await sql<{ month: string }>`
        select c.relname as month from pg_locks l join pg_class c on c.oid = l.relation
        where l.pid = pg_backend_pid() and c.relkind = 'r' and c.relname like 'activities\\_2%' order by 1`.execute(
        trx,
      );
      return rows.map(({ month }) => month.slice('activities_'.length));
    });

  it('looks into two months back for a page that these fill, wherever it begins', async () => {
    vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
    try {
      const page = { limit: 10, after: null };
      expect(await monthsOf((db) => listActivities(db, {}, page))).toEqual([
        '2026_10',
        '2026_11',
        '2026_12',
        '2027_01',
      ]);
      const [deep] = await listActivities(database.db, { before: '2026-05-20T00:00:00Z' }, { limit: 1, after: null });
      const next = { limit: 10, after: positionOfActivity(deep!) };
      expect(await monthsOf((db) => listActivities(db, {}, next))).toEqual(['2026_04', '2026_05']);
      const few = await monthsOf((db) => listActivities(db, { itemId: 'none' }, page));
      expect([few.length, few[0]]).toEqual([15, '2025_11']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('looks into the months of a period only', async () => {
    const page = { limit: 100, after: null };
    const day = { after: '2026-05-05T00:00:00Z', before: '2026-05-05T23:59:59Z' };
    expect(await monthsOf((db) => listActivities(db, day, page))).toEqual(['2026_05']);
    const period = {
      from: new Date('2026-02-27T00:00:00Z'),
      to: new Date('2026-03-02T00:00:00Z'),
      bucketSeconds: 3_600,
    };
    expect(await monthsOf((db) => sumActivities(db, {}, period))).toEqual(['2026_02', '2026_03']);
  });

  it('reads one month for an event whose id is known, and none for an unknown one', async () => {
    const readFor = async (eventId: string): Promise<string[]> => {
      const { rows } = await sql<{ 'QUERY PLAN': string }>`
        explain (analyze, costs off, timing off, summary off)
        select a.* from activity_keys k cross join lateral ${activityOf('k')} a
        where k.connection_id = 'c' and k.event_id = ${eventId}`.execute(database.db);
      const scans = rows.map((row) => row['QUERY PLAN']).filter((line) => !line.includes('never executed'));
      return scans.flatMap((line) => / on activities_(2\d{3}_\d\d)/.exec(line)?.[1] ?? []);
    };
    expect(await readFor('e100')).toEqual(['2026_02']);
    expect(await readFor('unknown')).toEqual([]);
  });

  it('has every event once and in order, page by page across months', async () => {
    const all = [];
    for (let after: KeysetPosition | null = null; ;) {
      const page = await listActivities(database.db, {}, { limit: 7, after });
      all.push(...page.map(({ event_id: id }) => id));
      const last = page.at(-1);
      if (!last) break;
      after = positionOfActivity(last);
    }
    expect(all).toEqual(Array.from({ length: 122 }, (_, i) => `e${i}`));
  });
});

describe('the migration of a full database', () => {
  beforeAll(async () => {
    database = await freshDatabase('0016-box-pace');
    await insertConnection(database.db, 'c');
    await sql`
      insert into activities (connection_id, event_id, type, category, occurred_at, source, own, raw)
      select 'c', 'e' || n, 'EDIT', 'modifies', now() - n * interval '1 day', 'stream', false, '{}'
      from generate_series(0, 999) n
      union all values ('c', 'late', 'EDIT', 'modifies', '2099-01-01'::timestamptz, 'stream', false, '{}'::jsonb)`.execute(
      database.db,
    );
    await migrateToLatest(database.db);
  });
  afterAll(() => database.drop());

  it('keeps every event in one partition up to the end of the month, and later ones beside it', async () => {
    const { rows } = await sql<{ partition: string; events: number; keys: number }>`
      select a.tableoid::regclass::text as partition, count(*) as events, count(k.event_id) as keys
      from activities a left join activity_keys k using (connection_id, event_id, occurred_at)
      group by 1 order by 1`.execute(database.db);
    expect(rows).toEqual([
      { partition: 'activities_before', events: 1_000, keys: 1_000 },
      { partition: 'activities_other', events: 1, keys: 1 },
    ]);
  });

  it('does not store an event again that was there before', async () => {
    await insertActivities(database.db, [{ event_id: 'e7', type: 'EDIT', occurred_at: new Date() }]);
    const { rows } = await sql`select from activities where event_id = 'e7'`.execute(database.db);
    expect(rows).toHaveLength(1);
  });

  it('goes on with months after it, and deletes from the earlier events by the day they are too old', async () => {
    const now = new Date();
    const created = (await maintain(null, now))!.created;
    expect(created).toHaveLength(2);
    expect((await names()).at(0)).toBe('activities_before');
    const { dropped, deleted } = (await maintain(365, now))!;
    expect(dropped).toEqual([]);
    const kept = (await retainedFrom(database.db))!;
    const older = Math.floor((now.getTime() - kept.getTime()) / DAY);
    expect([deleted, (await stored())['activities_before']!.length]).toEqual([999 - older, older + 1]);
  });
});
