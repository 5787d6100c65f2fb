import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONNECTION, openEnterprise, type Enterprise } from './support/enterprise.js';
import { differences, scan } from './support/scan.js';

let enterprise: Enterprise;
beforeAll(async () => {
  enterprise = await openEnterprise({ users: 3, files: 30 });
  await scan(enterprise);
});
afterAll(() => enterprise.close());

describe('a generation that is completed before its users are listed', () => {
  it('lists them, removes nothing, and is complete once their folders are listed', async () => {
    const { generation } = await enterprise.run('beginGeneration', { connectionId: CONNECTION, abandon: null });
    const step = { connectionId: CONNECTION, generation };
    expect(await enterprise.run('completeGeneration', step)).toMatchObject({ completed: false });
    expect(await differences(enterprise)).toEqual([]);
    expect(await scan(enterprise)).toEqual({ failures: [], isComplete: true });
    expect(await differences(enterprise)).toEqual([]);
  });
});

describe('a folder of a running generation', () => {
  it('removes nothing that it no longer holds: another folder may hold it that is still to be listed', async () => {
    const { db } = enterprise;
    // A file that the last generation recorded, and Box does not list.
    await sql`update files set file_id = 'elsewhere' where file_id = (select min(file_id) from files)`.execute(db);
    const { generation } = await enterprise.run('beginGeneration', { connectionId: CONNECTION, abandon: null });
    const step = { connectionId: CONNECTION, generation };
    await enterprise.run('listUsers', step);
    expect(await enterprise.run('scanSlice', step)).toMatchObject({ frontier: 'drained' });
    expect(await stateOf('elsewhere')).toBe('active');
    expect(await enterprise.run('completeGeneration', step)).toMatchObject({ completed: true });
    expect(await stateOf('elsewhere')).toBe('gone');
  });
});

async function stateOf(fileId: string): Promise<string | undefined> {
  const file = await enterprise.db
    .selectFrom('files')
    .select('state')
    .where('connection_id', '=', CONNECTION)
    .where('file_id', '=', fileId)
    .executeTakeFirst();
  return file?.state;
}

describe('a page of events that Postgres cannot store', () => {
  it('leaves the position, so that its events are read again', async () => {
    const { db, simulator } = enterprise;
    const { position } = await enterprise.run('anchorEventStream', { connectionId: CONNECTION });
    const [file] = await simulator.pick('file', 'n=1');
    const [edit] = await simulator.act([{ type: 'edit', fileId: file!.id }]);
    const poll = () => enterprise.run('pollStream', { connectionId: CONNECTION, position });
    await sql`alter table activities rename to activities_away`.execute(db);
    await expect(poll()).rejects.toThrow('activities');
    await sql`alter table activities_away rename to activities`.execute(db);
    expect(await poll()).toMatchObject({ stored: expect.any(Number) as number, moreIsLikely: true });
    const stored = await db.selectFrom('activities').select('event_id').execute();
    expect(stored.map((row) => row.event_id)).toContain(edit!.eventId);
  });
});
