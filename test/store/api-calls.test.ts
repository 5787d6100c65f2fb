import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addApiCalls, apiCallsOf } from '../../src/store/connections/api-calls.js';
import { insertConnection } from '../fixture/connection.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const CALLS = new Map([
  ['list', 3],
  ['token', 1],
]);

describe('the calls to Box of a connection', () => {
  it('are added up by day', async () => {
    const id = '00000000-0000-4000-8000-000000000001';
    await insertConnection(database.db, id);
    await addApiCalls(database.db, id, CALLS);
    await addApiCalls(database.db, id, CALLS);
    expect(await apiCallsOf(database.db, id)).toEqual({ today: 8, thisMonth: 8 });
  });

  it('that are reported after the connection was disconnected, and perhaps purged, leave no rows', async () => {
    const id = '00000000-0000-4000-8000-000000000002';
    await insertConnection(database.db, id, { status: 'disconnected', disconnected_at: new Date() });
    await addApiCalls(database.db, id, CALLS);
    expect(await database.db.selectFrom('api_calls').selectAll().where('connection_id', '=', id).execute()).toEqual([]);
  });

  it('of a connection that does not exist are dropped', async () => {
    await addApiCalls(database.db, '00000000-0000-4000-8000-000000000003', CALLS);
  });
});
