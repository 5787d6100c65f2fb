import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionProblems } from '../../src/api/connections/problems.js';
import { findConnection, recordStatus } from '../../src/store/connections/connections.js';
import { insertConnection } from '../fixture/connection.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const problemsOf = async (id: string) => {
  const connection = await findConnection(database.db, id);
  return (await connectionProblems(database.db, connection!)).map(({ code, message }) => `${code}: ${message}`);
};

describe('an enterprise that is connected twice', () => {
  it('is a problem of both connections until one of them is disconnected', async () => {
    const acme = JSON.stringify({ id: '7', name: 'Acme' });
    await insertConnection(database.db, 'first', { enterprise: acme });
    await insertConnection(database.db, 'another', { enterprise: JSON.stringify({ id: '8', name: 'Other' }) });
    expect(await problemsOf('first')).toEqual([]);
    await insertConnection(database.db, 'second', { enterprise: acme });
    expect(await problemsOf('first')).toEqual([expect.stringMatching(/^enterprise_connected_twice: .*"second"/)]);
    expect(await problemsOf('second')).toEqual([expect.stringMatching(/^enterprise_connected_twice: .*"first"/)]);
    expect(await problemsOf('another')).toEqual([]);
    await recordStatus(database.db, 'first', 'disconnected', null);
    expect([...(await problemsOf('first')), ...(await problemsOf('second'))]).toEqual([]);
  });
});
