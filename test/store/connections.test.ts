import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listLatestConnections } from '../../src/store/connections/connections.js';
import { insertConnection } from '../fixture/connection.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const day = (n: number) => new Date(Date.UTC(2026, 0, n));

describe('the latest connections', () => {
  it('are the connected ones, then those disconnected last, listed oldest first', async () => {
    const ended = (on: number) => ({ status: 'disconnected' as const, disconnected_at: day(on) });
    await insertConnection(database.db, 'ended first', { created_at: day(1), ...ended(10) });
    await insertConnection(database.db, 'ended last', { created_at: day(2), ...ended(30) });
    await insertConnection(database.db, 'ended second', { created_at: day(3), ...ended(20) });
    await insertConnection(database.db, 'old', { created_at: day(4) });
    await insertConnection(database.db, 'new', { created_at: day(5) });
    const names = async (limit: number) => (await listLatestConnections(database.db, limit)).map(({ name }) => name);
    expect(await names(1)).toEqual(['new']);
    expect(await names(2)).toEqual(['old', 'new']);
    expect(await names(4)).toEqual(['ended last', 'ended second', 'old', 'new']);
    expect(await names(100)).toEqual(['ended first', 'ended last', 'ended second', 'old', 'new']);
  });
});
