import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addApiCalls, monthlyUseOf } from '../../src/store/connections/api-calls.js';
import { purgeConnection } from '../../src/store/connections/purge.js';
import { createBulkSpacing } from '../../src/worker/bulk-spacing.js';
import { insertConnection } from '../fixture/connection.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const PER_MONTH = 10_000;
const listed = (calls: number) => new Map([['listing', calls]]);
const spacingOf = (now?: () => number, monthlyApiCalls: number | null = PER_MONTH) =>
  createBulkSpacing(database.db, { monthlyApiCalls, scanIntervalMs: 24 * 3_600_000 }, now);
const enterprise = (id: string) => JSON.stringify({ id, name: 'Acme' });

describe('the time between two calls of a scan', () => {
  it('is not looked at without a limit', () => {
    expect(spacingOf(undefined, null)).toBeUndefined();
  });

  it('is not set while the month’s calls last, nor for a connection that is gone', async () => {
    await insertConnection(database.db, 'well');
    await addApiCalls(database.db, 'well', listed(100));
    const spacing = spacingOf()!;
    expect(await spacing('well')).toBeNull();
    expect(await spacing('nobody')).toBeNull();
  });

  it('is ten minutes once the calls are used up', async () => {
    await insertConnection(database.db, 'used-up');
    await addApiCalls(database.db, 'used-up', listed(PER_MONTH));
    expect(await spacingOf()!('used-up')).toBe(600_000);
  });

  it('is planned anew after a minute', async () => {
    await insertConnection(database.db, 'minute');
    let now = Date.now();
    const spacing = spacingOf(() => now)!;
    expect(await spacing('minute')).toBeNull();
    await addApiCalls(database.db, 'minute', listed(PER_MONTH));
    expect(await spacing('minute')).toBeNull();
    now += 60_001;
    expect(await spacing('minute')).toBe(600_000);
  });

  it('is planned anew after a 500th part of the month’s calls, however soon they are made', async () => {
    await insertConnection(database.db, 'fast');
    const now = Date.now();
    const spacing = spacingOf(() => now)!;
    expect(await spacing('fast')).toBeNull();
    await addApiCalls(database.db, 'fast', listed(PER_MONTH));
    for (let call = 1; call < PER_MONTH / 500; call += 1) expect(await spacing('fast')).toBeNull();
    expect(await spacing('fast')).toBe(600_000);
  });

  it('is read again after it could not be read', async () => {
    await insertConnection(database.db, 'failed');
    const spacing = spacingOf()!;
    await sql`alter table api_calls rename to api_calls_away`.execute(database.db);
    await expect(spacing('failed')).rejects.toThrow('api_calls');
    await sql`alter table api_calls_away rename to api_calls`.execute(database.db);
    expect(await spacing('failed')).toBeNull();
  });
});

describe('connections of one enterprise', () => {
  it('share its calls of the month, also with one that was disconnected in it; another enterprise has its own', async () => {
    const { db } = database;
    const ofAcme = { enterprise: enterprise('acme') };
    await insertConnection(db, 'first', ofAcme);
    await insertConnection(db, 'second', ofAcme);
    await insertConnection(db, 'third', { enterprise: enterprise('other') });
    await insertConnection(db, 'fourth');
    await addApiCalls(db, 'first', new Map([...listed(5), ['express', 7]]));
    await addApiCalls(db, 'second', new Map([...listed(1_000), ['stream', 14]]));
    await addApiCalls(db, 'third', listed(3));
    const use = await monthlyUseOf(db, ['first', 'second', 'third', 'fourth', 'nobody']);
    const shared = { connections: 2, thisMonth: 1_026, liveInWeek: 21, ofLastScan: 0 };
    expect(Object.fromEntries(use)).toEqual({
      first: shared,
      second: shared,
      third: { connections: 1, thisMonth: 3, liveInWeek: 0, ofLastScan: 0 },
      fourth: { connections: 1, thisMonth: 0, liveInWeek: 0, ofLastScan: 0 },
    });
    await db.updateTable('connections').set({ status: 'disconnected' }).where('id', '=', 'second').execute();
    const left = { connections: 1, thisMonth: 1_026, liveInWeek: 7 };
    expect((await monthlyUseOf(db, ['first'])).get('first')).toMatchObject(left);
    await purgeConnection(db, 'second', 'everything');
    expect((await monthlyUseOf(db, ['first'])).get('first')).toMatchObject({ ...left, thisMonth: 12 });
  });
});
