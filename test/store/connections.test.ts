import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listLatestConnections } from '../../src/store/connections/connections.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const day = (n: number) => new Date(Date.UTC(2026, 0, n));

describe('the connections that are followed live', () => {
  it('are the living, and then the last that ended, oldest first', async () => {
    const connection = (name: string, created: number, ended: number | null) => ({
      id: name,
      name,
      provider: 'box' as const,
      status: ended === null ? ('connected' as const) : ('disconnected' as const),
      created_at: day(created),
      disconnected_at: ended === null ? null : day(ended),
    });
    await database.db
      .insertInto('connections')
      .values([
        connection('ended first', 1, 10),
        connection('ended last', 2, 30),
        connection('ended second', 3, 20),
        connection('old', 4, null),
        connection('new', 5, null),
      ])
      .execute();
    const names = async (limit: number) => (await listLatestConnections(database.db, limit)).map(({ name }) => name);
    expect(await names(1)).toEqual(['new']);
    expect(await names(2)).toEqual(['old', 'new']);
    expect(await names(4)).toEqual(['ended last', 'ended second', 'old', 'new']);
    expect(await names(100)).toEqual(['ended first', 'ended last', 'ended second', 'old', 'new']);
  });
});
