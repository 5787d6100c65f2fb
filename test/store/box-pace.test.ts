import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { HORIZON_MS } from '../../src/domain/call-pace.js';
import type { PaceAnswer, PaceAsk, PaceReport } from '../../src/domain/pace-keys.js';
import { createLocalPace } from '../../src/box/local-pace.js';
import { reportLimits, takeSlots } from '../../src/store/connections/box-pace.js';
import { purgeConnection } from '../../src/store/connections/purge.js';
import { openDatabase } from '../../src/store/sql/postgres.js';
import { insertConnection } from '../fixture/connection.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const SPACING = 60_000 / 975;
const at = (ms: number) => sql<number>`${ms}::float8`;
const ask = (connectionId: string, userId: string, wanted: Partial<PaceAsk>): PaceAsk => ({
  connectionId,
  userId,
  made: 0,
  live: 0,
  bulk: 0,
  spacingMs: SPACING,
  ...wanted,
});
const report = (connectionId: string, userId: string, retryAfterMs: number): PaceReport => ({
  connectionId,
  userId,
  retryAfterMs,
  spacingMs: SPACING,
  isForUser: false,
});
/** A random number below `most`, the same in every run. */
function createRandom(seed: number): (most: number) => number {
  let state = seed;
  return (most) => (state = (state * 16_807) % 2_147_483_647) % most;
}

describe('the statements of the shared pace', () => {
  it.each([1, 2, 3])('give the same as the rule that they implement (sequence %i)', async (seed) => {
    const id = `same-${seed}`;
    await insertConnection(database.db, id);
    const random = createRandom(seed);
    let now = 1_700_000_000_000;
    const local = createLocalPace(() => now);
    const rows = ['a', 'b', '*'].map((userId) => ask(id, userId, {}));
    await Promise.all([takeSlots(database.db, rows, at(now)), local.take(rows)]);
    for (let step = 0; step < 60; step += 1) {
      now += random(8) === 0 ? random(20_000) : random(400);
      const userIds = ['a', 'b', '*'].slice(0, 1 + random(3));
      if (random(20) === 0) {
        const reports = ['a', 'b'].slice(random(2), 1 + random(2)).map((userId) => report(id, userId, random(4_000)));
        await Promise.all([reportLimits(database.db, reports, at(now)), local.report(reports)]);
      }
      const asks = userIds.map((userId) => ask(id, userId, { made: random(2), live: random(12), bulk: random(12) }));
      const [stored, expected] = [await takeSlots(database.db, asks, at(now)), await local.take(asks)];
      for (const each of expected) {
        const found = stored.find(({ userId }) => userId === each.userId);
        expect(found, JSON.stringify({ step, each })).toBeDefined();
        for (const [name, value] of Object.entries(each)) {
          const actual = found![name as keyof PaceAnswer];
          if (typeof value === 'number') expect(actual, `${step} ${name}`).toBeCloseTo(value, 1);
          else expect(actual).toBe(value);
        }
      }
    }
  });

  it('are planned once per connection, and look up each row by its key', async () => {
    await insertConnection(database.db, 'once');
    const db = openDatabase(database.url, { maxConnections: 1, isPrepared: true });
    onTestFinished(() => db.destroy());
    for (let turn = 0; turn < 10; turn += 1) {
      await takeSlots(db, [ask('once', 'a', { bulk: 1 }), ask('once', `own-${turn}`, { live: 1 })]);
    }
    await reportLimits(db, [report('once', 'a', 0)]);
    const { rows } = await sql<{ statement: string; plans: number }>`
      select statement, custom_plans as plans from pg_prepared_statements where statement like '%box_pace%'
        and statement not like '%pg_prepared_statements%'`.execute(db);
    expect(rows.map(({ plans }) => plans)).toEqual([0, 0, 0]);
    const taking = rows.find(({ statement }) => statement.includes('granted'))!;
    const client = new pg.Client({ connectionString: database.url, options: '-c enable_seqscan=off' });
    await client.connect();
    onTestFinished(() => client.end());
    const plan = await client.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${taking.statement}`);
    const lines = plan.rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(lines).not.toContain('Seq Scan');
    expect(lines).not.toContain('Hash Join');
  });

  it('give a connection that is gone slots of its own, and keep no row', async () => {
    const [answer] = await takeSlots(database.db, [ask('nobody', 'a', { live: 1 })]);
    expect(answer).toMatchObject({ connectionId: 'nobody', userId: 'a', live: 1, chargedForMs: 0 });
    expect(await database.db.selectFrom('box_pace').where('connection_id', '=', 'nobody').execute()).toEqual([]);
  });

  it('leave no rows after a disconnect', async () => {
    await insertConnection(database.db, 'left');
    await takeSlots(database.db, [ask('left', 'a', { live: 1 })]);
    const rows = () =>
      database.db.selectFrom('box_pace').select('user_id').where('connection_id', '=', 'left').execute();
    expect((await rows()).map(({ user_id }) => user_id).sort()).toEqual(['*', 'a']);
    await purgeConnection(database.db, 'left', 'work');
    expect(await rows()).toEqual([]);
  });
});

describe.each([2, 4])('%i processes that take slots of one user at the same time', (count) => {
  it('are never given more than the pace allows in any part of the time', async () => {
    const id = `together-${count}`;
    await insertConnection(database.db, id);
    // 60,000 a minute: one a millisecond, so that a short test sees many.
    const spacingMs = 1;
    const pools = Array.from({ length: count }, () => openDatabase(database.url, { maxConnections: 3 }));
    /** The times of all slots, by Postgres' clock. */
    const slots: number[] = [];
    await Promise.all(
      pools.map(async (db) => {
        for (let turn = 0; turn < 60; turn += 1) {
          const asks = [ask(id, 'busy', { bulk: 40, spacingMs }), ask(id, `own-${turn % 3}`, { bulk: 1, spacingMs })];
          const [given] = (await takeSlots(db, asks)).filter(({ userId }) => userId === 'busy');
          const first = given!.nextAt - given!.bulk * given!.spacingMs;
          for (let index = 0; index < given!.bulk; index += 1) slots.push(first + index * given!.spacingMs);
        }
      }),
    );
    for (const db of pools) await db.destroy();
    slots.sort((a, b) => a - b);
    expect(slots.length).toBeGreaterThan(HORIZON_MS);
    // No two processes have the same slot: so there are never more in a window than its length, however it lies.
    const gaps = slots.slice(1).map((slot, index) => slot - slots[index]!);
    expect(Math.min(...gaps)).toBeGreaterThan(spacingMs - 0.01);
  });
});

describe('a 429 that one process met', () => {
  it('makes every other process wait as long as Box requested, and then go at half the rate', async () => {
    await insertConnection(database.db, 'limited');
    const other = openDatabase(database.url);
    const now = 1_700_000_000_000;
    const busy = ask('limited', 'a', { live: 80 });
    await takeSlots(database.db, [busy], at(now));
    await takeSlots(other, [busy, ask('limited', 'b', { bulk: 1 })], at(now));
    await reportLimits(database.db, [report('limited', 'a', 30_000)], at(now));
    const [waits] = await takeSlots(other, [ask('limited', 'a', { live: 1, bulk: 1 })], at(now + 1_000));
    expect(waits).toMatchObject({ live: 0, bulk: 0, blockedForMs: 29_000, chargedForMs: 0 });
    const [after] = await takeSlots(other, [ask('limited', 'a', { live: 1 })], at(now + 30_000));
    expect(after).toMatchObject({ live: 1, spacingMs: SPACING * 2 });
    const [b] = await takeSlots(other, [ask('limited', 'b', { live: 1 })], at(now + 1_000));
    expect(b).toMatchObject({ live: 1, blockedForMs: 0 });
    await other.destroy();
  });

  it('although its user was quiet keeps only this user waiting', async () => {
    await insertConnection(database.db, 'other-app');
    const now = 1_700_000_000_000;
    const asks = ['quiet', 'other'].map((userId) => ask('other-app', userId, { live: 1 }));
    await takeSlots(database.db, asks, at(now));
    await reportLimits(database.db, [report('other-app', 'quiet', 20_000)], at(now));
    const answers = await takeSlots(database.db, asks, at(now + 1_000));
    expect(answers.find(({ userId }) => userId === 'quiet')).toMatchObject({ live: 0, blockedForMs: 19_000 });
    expect(answers.find(({ userId }) => userId === 'other')).toMatchObject({ live: 1, chargedForMs: 0 });
  });

  it.each([
    ['in one batch', 0],
    ['one after the other', 5_000],
  ])(
    'like that of another user, both quiet, makes all users share one pace for ten minutes: %s',
    async (name, apart) => {
      const id = `charged ${name}`;
      await insertConnection(database.db, id);
      const now = 1_700_000_000_000;
      await takeSlots(
        database.db,
        ['a', 'b', 'c'].map((userId) => ask(id, userId, { live: 1 })),
        at(now - apart),
      );
      const reports = ['a', 'b'].map((userId) => report(id, userId, 1_000));
      if (apart === 0) await reportLimits(database.db, reports, at(now));
      for (const [index, each] of apart === 0 ? [] : reports.entries()) {
        await reportLimits(database.db, [each], at(now - apart + apart * index));
      }
      const asks = [ask(id, 'c', { live: 1 }), ask(id, '*', { live: 1 })];
      const answers = await takeSlots(database.db, asks, at(now));
      expect(answers.find(({ userId }) => userId === 'c')).toMatchObject({ live: 1, chargedForMs: 600_000 });
      expect(answers.find(({ userId }) => userId === '*')).toMatchObject({ live: 0, blockedForMs: 1_000 });
    },
  );

  it('like that of another user is for the users if it is certain that Box does not charge the caller', async () => {
    await insertConnection(database.db, 'many');
    const now = 1_700_000_000_000;
    const asks = ['a', 'b', 'c'].map((userId) => ask('many', userId, { live: 1 }));
    await takeSlots(database.db, asks, at(now));
    const reports = ['a', 'b'].map((userId) => ({ ...report('many', userId, 1_000), isForUser: true }));
    await reportLimits(database.db, reports, at(now));
    for (const { chargedForMs } of await takeSlots(database.db, asks, at(now))) expect(chargedForMs).toBe(0);
  });
});
