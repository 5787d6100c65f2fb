import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from '../../../src/domain/problems.js';
import { skipUser, unskipUser, upsertUsers, type StoredUser } from '../../../src/store/scan/box-users.js';
import { ADMIN_TOKEN, freshApp } from '../../fixture/app.js';
import { insertConnection } from '../../fixture/connection.js';
import { insertFiles } from '../../fixture/file.js';

const ACME = JSON.stringify({ id: '100', name: 'Acme' });

let boxward: Awaited<ReturnType<typeof freshApp>>;
beforeAll(async () => {
  boxward = await freshApp();
});
afterAll(() => boxward.stop());

async function get(path: string): Promise<Record<string, unknown>> {
  const response = await boxward.app.inject({ url: path, headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  expect([path, response.statusCode]).toEqual([path, 200]);
  return response.json<Record<string, unknown>>();
}
const file = (connection: string, id: string, state: 'active' | 'trashed' | 'gone' = 'active') => ({
  connection_id: connection,
  file_id: id,
  state,
});

describe('a connection during a rescan', () => {
  it('has the number of files that are known, apart from the progress of the scan', async () => {
    const { db } = boxward;
    await insertConnection(db, 'rescan', { coverage: 'full', scan_state: 'running' });
    await insertFiles(db, [
      ...[1, 2, 3].map((i) => file('rescan', `rescan ${i}`)),
      file('rescan', 'trashed', 'trashed'),
      file('rescan', 'gone', 'gone'),
    ]);
    const counted = { connection_id: 'rescan', files_found: 1, files_scanned: 1, api_calls: 9 };
    await db
      .insertInto('scans')
      .values({ ...counted, generation: 2, started_at: new Date(), users_marker: null })
      .execute();
    expect(await get('/v1/connections/rescan')).toMatchObject({
      files: { active: 3, trashed: 1, gone: 1 },
      scan: { generation: 2, files: { found: 1, scanned: 1 }, apiCalls: 9 },
      // The worker has not written its counts yet: a month has at least the calls of its scans.
      apiCalls: { today: 9, thisMonth: 9 },
    });
  });
});

describe('two connections to one enterprise', () => {
  it('name the one that counts: the wider one, although it is newer', async () => {
    const { db } = boxward;
    const [older, newer] = [new Date(1_700_000_000_000), new Date(1_700_000_001_000)];
    await insertConnection(db, 'narrow', { coverage: 'limited', enterprise: ACME, created_at: older });
    await insertConnection(db, 'wide', { coverage: 'full', enterprise: ACME, created_at: newer });
    await insertFiles(db, [file('narrow', 'both'), file('wide', 'both'), file('narrow', 'only narrow')]);
    expect(await get('/v1/connections/narrow')).toMatchObject({
      countedIn: { id: 'wide', name: 'wide' },
      files: { active: 2 },
      problems: [{ code: 'enterprise_connected_twice' }],
    });
    expect(await get('/v1/connections/wide')).toMatchObject({
      countedIn: null,
      problems: [{ code: 'enterprise_connected_twice' }],
    });
    const keys = async (query: string) =>
      ((await get(`/v1/files?${query}`))['items'] as { connectionId: string; fileId: string }[]).map(
        ({ connectionId, fileId }) => `${connectionId} ${fileId}`,
      );
    expect(await keys('q=.txt&limit=50')).toEqual(expect.arrayContaining(['wide both', 'narrow only narrow']));
    expect(await keys('q=.txt&limit=50')).not.toContain('narrow both');
    expect(await keys('connectionId=narrow')).toEqual(['narrow both', 'narrow only narrow']);

    await db.updateTable('connections').set({ status: 'disconnected' }).where('id', '=', 'wide').execute();
    expect(await get('/v1/connections/narrow')).toMatchObject({ countedIn: null, problems: [] });
    expect(await keys('q=both')).toEqual(['narrow both']);
    expect((await get('/v1/files?connectionId=wide'))['items']).toMatchObject([
      { fileId: 'both', connectionState: 'disconnected' },
    ]);
  });
});

describe('coverage', () => {
  const user: StoredUser = {
    userId: '1',
    login: 'a@b',
    name: 'A',
    role: 'user',
    status: 'active',
    skippedReason: null,
  };
  const refused = problem('user_not_impersonable', { login: 'a@b' });
  const coverage = async () => {
    const { coverage: now, coverageDetail } = await get('/v1/connections/coverage');
    return { now, detail: coverageDetail as { since: string | null; skippedUsers: number; parkedFolders: number } };
  };

  it('is full only while nobody is skipped and nothing is parked, and says since when it is not', async () => {
    const { db } = boxward;
    await insertConnection(db, 'coverage', { coverage: 'full' });
    await upsertUsers(db, 'coverage', 1, [user, { ...user, userId: '2', login: 'c@d' }]);
    expect(await coverage()).toMatchObject({ now: 'full', detail: { base: 'full', skippedUsers: 0, since: null } });

    await skipUser(db, 'coverage', '1', refused);
    const skipped = await coverage();
    expect(skipped).toMatchObject({ now: 'limited', detail: { base: 'full', skippedUsers: 1 } });
    expect(Date.parse(skipped.detail.since!)).toBeGreaterThan(Date.now() - 60_000);
    // The next listing of users, and another reason, do not change since when.
    await upsertUsers(db, 'coverage', 2, [user]);
    await skipUser(db, 'coverage', '1', problem('coadmin_limited', { login: 'a@b' }));
    expect((await coverage()).detail.since).toBe(skipped.detail.since);
    await unskipUser(db, 'coverage', '1');
    expect(await coverage()).toMatchObject({ now: 'full', detail: { skippedUsers: 0, since: null } });

    const inactive = { ...user, status: 'inactive', skippedReason: problem('user_inactive', { login: 'a@b' }) };
    await upsertUsers(db, 'coverage', 3, [inactive]);
    expect(await coverage()).toMatchObject({ now: 'limited', detail: { skippedUsers: 1 } });
    await upsertUsers(db, 'coverage', 4, [user]);
    expect(await coverage()).toMatchObject({ now: 'full', detail: { since: null } });

    const parkedAt = new Date(Date.now() - 3_600_000);
    const error = JSON.stringify(problem('box_unavailable'));
    const folder = { connection_id: 'coverage', user_id: '2', folder_id: '5', lane: 1, generation: 1 } as const;
    await db
      .insertInto('frontier')
      .values({ ...folder, marker: null, lease_id: null, parked_at: parkedAt, error })
      .execute();
    expect(await coverage()).toMatchObject({
      now: 'limited',
      detail: { parkedFolders: 1, since: parkedAt.toISOString() },
    });
  });
});
