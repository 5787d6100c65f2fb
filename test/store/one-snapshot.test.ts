import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toConnectionBodies, toConnectionBody } from '../../src/api/connections/schema.js';
import type { HealthReader } from '../../src/health/reader.js';
import { problem } from '../../src/domain/problems.js';
import { claimFolders, extendFrontier, parkClaim } from '../../src/store/scan/frontier.js';
import { beginGeneration, recordUsersProblem } from '../../src/store/scan/generations.js';
import { freshApp } from '../fixture/app.js';
import { insertConnection } from '../fixture/connection.js';

let api: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  api = await freshApp();
  await insertConnection(api.db, 'c', { status: 'connected', coverage: 'full' });
});
afterAll(() => api.stop());

/** Parks a folder, as a worker does. */
async function parkFolder(folderId: string): Promise<void> {
  const { db } = api;
  const { generation } = await beginGeneration(db, 'c', null);
  await extendFrontier(db, [{ userId: 'u', folderId }], { connectionId: 'c', generation, lane: 1 });
  await claimFolders(db, { connectionId: 'c', generation, leaseId: 'l', limit: 1 });
  await parkClaim(db, { connectionId: 'c', leaseId: 'l', userId: 'u', folderId }, problem('box_unavailable'));
}

/** What a body is made from. After its health has been read, a worker parks a folder. */
function dependencies(folderId: string) {
  const { config, countScanWork, temporal, health } = api.app;
  const of = async (...given: Parameters<HealthReader['of']>) => {
    const found = await health.of(...given);
    await parkFolder(folderId);
    return found;
  };
  return { config, countScanWork, temporal, health: { ...health, of } };
}

describe('a connection in a response of the API', () => {
  it.each(['alone', 'in a list'])('has a health and a coverage of the same moment, %s', async (how) => {
    const id = how === 'alone' ? 'first' : 'second';
    const body =
      how === 'alone'
        ? await toConnectionBody(dependencies(id), api.db, 'c')
        : (await toConnectionBodies(dependencies(id), api.db, [{ id: 'c' }]))[0]!;
    const [parked] = body.health.reasons.filter(({ code }) => code === 'folders_parked');
    const folders = Number(/^(\d+) folder/.exec(parked?.message ?? '0 folders')?.[1]);
    expect(body.coverageDetail?.parkedFolders).toBe(folders);
  });

  it('is not healthy while the users could not be listed to the end, or entries could not be read', async () => {
    const { generation } = await beginGeneration(api.db, 'c', null);
    await recordUsersProblem(api.db, 'c', generation, { error: problem('users_not_listed'), goOn: true });
    const gap = { connection_id: 'c', folder_id: 'f', user_id: 'u', since: new Date() };
    const error = JSON.stringify(problem('entry_unreadable'));
    await api.db
      .insertInto('scan_gaps')
      .values({ ...gap, entries: 2, error })
      .execute();
    const body = await toConnectionBody(api.app, api.db, 'c');
    const [reduced] = body.health.reasons.filter(({ code }) => code === 'coverage_reduced');
    expect(reduced?.message).toMatch(/the list of users is incomplete, 2 items could not be read/);
    expect(body).toMatchObject({ coverage: 'limited', coverageDetail: { unreadableEntries: 2 } });
  });
});
