import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { beginGeneration, completeGeneration } from '../../src/store/generations.js';
import { freshDatabase } from '../fixture/database.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.db.deleteFrom('connections').execute();
  await database.db
    .insertInto('connections')
    .values({ id: 'c', name: 'c', provider: 'box', status: 'connected', scan_state: 'idle' })
    .execute();
});

const begin = async (abandon: number | null) => (await beginGeneration(database.db, 'c', abandon)).generation;
const scans = () => database.db.selectFrom('scans').select(['generation', 'outcome']).orderBy('generation').execute();

describe('a generation', () => {
  it('is gone on with while it runs, and followed by the next once it is complete', async () => {
    expect([await begin(null), await begin(null)]).toEqual([1, 1]);
    expect(await completeGeneration(database.db, 'c', 1)).toBe(true);
    expect(await begin(null)).toBe(2);
  });

  it('is abandoned once, however often the step that does so is repeated', async () => {
    await begin(null);
    expect([await begin(1), await begin(1)]).toEqual([2, 2]);
    expect(await scans()).toEqual([
      { generation: 1, outcome: 'abandoned' },
      { generation: 2, outcome: null },
    ]);
  });

  it('is never seen as done before it has begun', async () => {
    await begin(null);
    const { scan_state } = await database.db
      .selectFrom('connections')
      .select('scan_state')
      .where('id', '=', 'c')
      .executeTakeFirstOrThrow();
    expect(scan_state).toBe('running');
  });
});
