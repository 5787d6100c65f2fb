import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../src/domain/problems.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { readFacts } from '../../src/store/health/facts.js';
import { skipUser, upsertUsers, unskipUser } from '../../src/store/scan/box-users.js';
import { frontierState } from '../../src/store/scan/frontier-state.js';
import {
  claimFolders,
  extendFrontier,
  parkAllActedFor,
  parkClaim,
  parkSkippedUser,
  retryParkedFor,
  type Claim,
} from '../../src/store/scan/frontier.js';
import { beginGeneration, completeGeneration, recordUsersProblem } from '../../src/store/scan/generations.js';
import type { ObservedFile, ObservedFolder } from '../../src/store/scan/observation.js';
import { scanNumbers, scanProblems } from '../../src/store/scan/progress.js';
import { countAttempt, loadPromotions, parkPromotion, storePromotions } from '../../src/store/scan/promotions.js';
import { NOTHING_MET } from '../../src/store/scan/record-pages.js';
import { markUnlisted } from '../../src/store/scan/removals.js';
import { unseenParts } from '../../src/store/scan/unseen-parts.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';
import { observedFile } from '../fixture/file.js';
import { recordPage, recordUsersListed } from '../fixture/scan.js';

const database = databaseWithConnection({ scan_state: 'idle' });
beforeEach(async () => {
  await upsertUsers(database.db, 'c', 1, ['u', 'v'].map(user));
  await begin();
});

const user = (userId: string) => ({
  userId,
  login: userId,
  name: userId,
  role: 'user' as const,
  status: 'active',
  skippedReason: null,
});
const begin = async () => (await beginGeneration(database.db, 'c', null)).generation;
const complete = async (generation: number) => {
  await recordUsersListed(database.db, 'c', generation);
  return completeGeneration(database.db, 'c', generation);
};
const extend = (generation: number, ...folderIds: string[]) =>
  extendFrontier(
    database.db,
    folderIds.map((folderId) => ({ userId: 'u', folderId })),
    { connectionId: 'c', generation, lane: 1 },
  );
const claim = (generation: number) =>
  claimFolders(database.db, { connectionId: 'c', generation, leaseId: 'l', limit: 10 });
const held = (folderId: string) => ({ connectionId: 'c', leaseId: 'l', userId: 'u', folderId });
const folder = (folderId: string, parentId = '0', ancestorIds: string[] = []): ObservedFolder => ({
  folderId,
  ownerId: 'u',
  parentId,
  name: folderId,
  path: `/${[...ancestorIds, folderId].join('/')}`,
  ancestorIds,
  hasCollaborations: false,
  ownLink: null,
  ownCollaborators: { internal: false, external: false },
  sharing: null,
});
const file = (fileId: string, folderId: string): ObservedFile => observedFile({ fileId, folderId, etag: fileId });

/** Claims a folder of user `u` and records its listing: files and folders with the folder's claim as their parent. */
async function list(
  generation: number,
  claimed: Claim,
  files: readonly ObservedFile[],
  folders: readonly ObservedFolder[],
  more: object = {},
): Promise<boolean> {
  return recordPage(database.db, {
    connectionId: 'c',
    generation,
    leaseId: 'l',
    claim: claimed,
    sharing: null,
    files,
    folders,
    isWhole: true,
    nextMarker: null,
    apiCalls: 1,
    observedAt: new Date(),
    ...more,
  });
}

/** Scans root → a → b, each with one file, beside a folder z. */
async function scanTree(generation: number): Promise<void> {
  await extend(generation, '0');
  const contents: Record<string, [ObservedFile[], ObservedFolder[]]> = {
    '0': [[file('root', '0')], [folder('a'), folder('z')]],
    a: [[file('in-a', 'a')], [folder('b', 'a', ['a'])]],
    b: [[file('in-b', 'b')], []],
    z: [[file('in-z', 'z')], []],
  };
  for (let claims = await claim(generation); claims.length > 0; claims = await claim(generation)) {
    for (const one of claims) await list(generation, one, ...contents[one.folderId]!);
  }
}

const active = async () =>
  (
    await database.db.selectFrom('files').select('file_id').where('state', '=', 'active').orderBy('file_id').execute()
  ).map((row) => row.file_id);
const makeDue = () =>
  database.db
    .updateTable('frontier')
    .set({ retry_at: new Date(0) })
    .where('parked_at', 'is not', null)
    .execute();
const waits = async () =>
  (
    await sql<{ seconds: number }>`
      select extract(epoch from retry_at - now())::float8 as seconds from frontier where parked_at is not null`.execute(
      database.db,
    )
  ).rows.map(({ seconds }) => Math.round(seconds / 10) * 10);

/** Lists the root again in the next generation, with folder `a` and without the file there and folder `z`; parks `a`. */
async function parkInSecondScan(): Promise<void> {
  await scanTree(1);
  await complete(1);
  await begin();
  await extend(2, '0');
  const [root] = await claim(2);
  await list(2, root!, [], [folder('a')]);
  await claim(2);
  await parkClaim(database.db, held('a'), problem('box_unavailable'));
}

describe('a generation that ends with a parked folder', () => {
  it('marks as gone what it did not find, except what lies below the folder', async () => {
    await parkInSecondScan();
    expect(await complete(2)).toBe(true);
    expect(await active()).toEqual(['in-a', 'in-b']);
    const { outcome } = await database.db
      .selectFrom('scans')
      .select('outcome')
      .where('generation', '=', 2)
      .executeTakeFirstOrThrow();
    expect(outcome).toBe('partial');
    expect(await unseenParts(database.db, 'c')).toMatchObject({ parkedFolders: 1, skippedUsers: 0, parkedItems: 0 });
  });

  it('records the folder under the same generation once it heals, and then marks what is no longer in it', async () => {
    await parkInSecondScan();
    await complete(2);
    expect(await claim(2)).toEqual([]);
    await makeDue();
    expect(await frontierState(database.db, 'c')).toEqual({ hasWork: true, retryInMs: 0 });
    const [healed] = await claim(2);
    expect(healed).toMatchObject({ folderId: 'a', isParked: true });
    const observedAt = new Date();
    await list(2, healed!, [file('new', 'a')], [], { observedAt });
    await markUnlisted(database.db, { connectionId: 'c', userId: 'u', folderId: 'a' }, { generation: 2, observedAt });
    expect(await active()).toEqual(['new']);
    expect(await unseenParts(database.db, 'c')).toMatchObject({ parkedFolders: 0, since: null });
    expect(await frontierState(database.db, 'c')).toEqual({ hasWork: false, retryInMs: null });
  });
});

describe('a parked folder that is listed after its generation has ended', () => {
  it('leaves a file that was observed after the listing', async () => {
    await parkInSecondScan();
    await complete(2);
    await makeDue();
    const [healed] = await claim(2);
    const observedAt = new Date();
    await list(2, healed!, [], [folder('b', 'a', ['a'])], { observedAt });
    const later = new Date(observedAt.getTime() + 1_000);
    await database.db.updateTable('files').set({ scanned_at: later }).where('file_id', '=', 'in-a').execute();
    await markUnlisted(database.db, { connectionId: 'c', userId: 'u', folderId: 'a' }, { generation: 2, observedAt });
    expect(await active()).toEqual(['in-a', 'in-b']);
  });
});

describe('a parked folder', () => {
  it('is retried after a minute, then after pauses that double, at most an hour', async () => {
    await extend(1, 'f');
    const seen: number[] = [];
    for (let park = 0; park < 8; park += 1) {
      expect(await claim(1)).toHaveLength(1);
      await parkClaim(database.db, held('f'), problem('box_forbidden'));
      seen.push(...(await waits()));
      expect(await claim(1)).toEqual([]);
      await makeDue();
    }
    expect(seen).toEqual([60, 120, 240, 480, 960, 1920, 3600, 3600]);
    const [listed] = await scanProblems(database.db, 'c', { limit: 10, after: null });
    expect(listed).toMatchObject({ itemType: 'folder', itemId: 'f', code: 'box_forbidden', attempts: 8 });
    expect(listed!.since).toBeInstanceOf(Date);
    expect(listed!.nextTryAt).toBeInstanceOf(Date);
  });

  it('is retried in the next generation as soon as its parent has been listed', async () => {
    await parkInSecondScan();
    await complete(2);
    await begin();
    await makeDue();
    expect(await claim(3)).toEqual([]);
    await extend(3, 'a');
    expect((await claim(3)).map(({ folderId }) => folderId)).toEqual(['a']);
  });

  it('comes back although an earlier generation added it', async () => {
    // A subtree that changed between two scans, and fails in the second.
    await complete(1);
    await extendFrontier(database.db, [{ userId: 'u', folderId: 'f' }], { connectionId: 'c', generation: 1, lane: 0 });
    await begin();
    await claim(2);
    await parkClaim(database.db, held('f'), problem('box_unavailable'));
    await makeDue();
    expect((await claim(2)).map(({ folderId }) => folderId)).toEqual(['f']);
  });

  it('that the next generation does not find is forgotten', async () => {
    await parkInSecondScan();
    await complete(2);
    await begin();
    await complete(3);
    expect(await unseenParts(database.db, 'c')).toMatchObject({ parkedFolders: 0 });
    expect(await active()).toEqual([]);
  });
});

describe('a folder with an item that cannot be scanned', () => {
  it('is listed again a few times at once, then parked, and everything else is kept', async () => {
    await extend(1, 'f');
    const pass = { ...NOTHING_MET, failure: problem('box_unavailable') };
    for (let passes = 0; passes < 4; passes += 1) {
      await database.db.updateTable('frontier').set({ not_before: null }).execute();
      const [claimed] = await claim(1);
      expect(claimed).toMatchObject({ passes, isParked: false, marker: null });
      await list(1, claimed!, [file('1', 'f')], [], { pass });
    }
    expect(await claim(1)).toEqual([]);
    expect(await active()).toEqual(['1']);
    expect(await unseenParts(database.db, 'c')).toMatchObject({ parkedFolders: 1 });
    expect(await complete(1)).toBe(true);
  });
});

describe('a folder with entries that cannot be read', () => {
  it('is a problem until a listing can read them, and what it held stays', async () => {
    await scanTree(1);
    await complete(1);
    await begin();
    await scanTree(2);
    await extend(2, 'z');
    await database.db.updateTable('folders').set({ listed_generation: null }).execute();
    await extend(2, 'z');
    const [claimed] = await claim(2);
    await database.db.updateTable('files').set({ generation: 1 }).where('file_id', '=', 'in-z').execute();
    await list(2, claimed!, [], [], { pass: { ...NOTHING_MET, unreadable: 2 } });
    await complete(2);
    expect(await active()).toContain('in-z');
    expect(await unseenParts(database.db, 'c')).toMatchObject({ unreadableEntries: 2 });
    expect(await scanProblems(database.db, 'c', { limit: 10, after: null })).toMatchObject([
      { code: 'entry_unreadable', itemId: 'z', attempts: 1, nextTryAt: expect.any(Date) as Date },
    ]);
    await begin();
    await scanTree(3);
    await complete(3);
    expect(await unseenParts(database.db, 'c')).toMatchObject({ unreadableEntries: 0, since: null });
  });
});

describe('a folder that an earlier version listed with gaps', () => {
  it('keeps what it held, although that version did not park it', async () => {
    await scanTree(1);
    await complete(1);
    await begin();
    await extend(2, '0');
    const [root] = await claim(2);
    await list(2, root!, [], [folder('z')]);
    const [z] = await claim(2);
    await list(2, z!, [], [], { pass: { ...NOTHING_MET, unreadable: 2 } });
    await database.db.deleteFrom('frontier').execute();
    expect(await complete(2)).toBe(true);
    expect(await active()).toEqual(['in-z']);
  });
});

describe('a folder that was listed with gaps', () => {
  it('is listed again within minutes, and heals without another scan', async () => {
    await scanTree(1);
    await database.db.updateTable('folders').set({ listed_generation: null }).execute();
    await extend(1, 'z');
    const [claimed] = await claim(1);
    await list(1, claimed!, [], [], { pass: { ...NOTHING_MET, unreadable: 2 } });
    await complete(1);
    const state = await frontierState(database.db, 'c');
    expect(state.hasWork).toBe(false);
    expect(state.retryInMs).toBeLessThanOrEqual(60_000);
    // It is one problem, counted once.
    expect((await scanNumbers(database.db, 'c')).problems).toBe(1);
    expect(await unseenParts(database.db, 'c')).toMatchObject({ unreadableEntries: 2, parkedFolders: 0 });
    expect(await claim(1)).toEqual([]);
    await database.db
      .updateTable('frontier')
      .set({ retry_at: new Date(0) })
      .execute();
    const [again] = await claim(1);
    expect(again).toMatchObject({ folderId: 'z', isParked: true, marker: null, pass: null });
    await list(1, again!, [], []);
    expect(await unseenParts(database.db, 'c')).toMatchObject({ unreadableEntries: 0, parkedFolders: 0, since: null });
    expect((await scanNumbers(database.db, 'c')).problems).toBe(0);
    expect(await frontierState(database.db, 'c')).toEqual({ hasWork: false, retryInMs: null });
  });
});

describe('a skipped user', () => {
  it('keeps all files, is listed once, and is retried with pauses of at most six hours', async () => {
    await scanTree(1);
    await complete(1);
    await begin();
    const error = problem('user_not_impersonable', { login: 'u' });
    await skipUser(database.db, 'c', 'u', error);
    const seen: number[] = [];
    for (let time = 0; time < 11; time += 1) {
      await parkSkippedUser(
        database.db,
        { connectionId: 'c', userId: 'u' },
        { generation: 2, error, maxRetrySeconds: 21_600 },
      );
      seen.push(...(await waits()));
    }
    expect(seen.slice(0, 3)).toEqual([60, 120, 240]);
    expect(seen.at(-1)).toBe(21_600);
    await complete(2);
    expect(await active()).toEqual(['in-a', 'in-b', 'in-z', 'root']);
    const problems = await scanProblems(database.db, 'c', { limit: 10, after: null });
    expect(problems).toMatchObject([{ code: 'user_not_impersonable', itemType: 'user', itemId: 'u', attempts: 11 }]);
    expect(await unseenParts(database.db, 'c')).toMatchObject({ parkedFolders: 0, skippedUsers: 1 });
    const [health] = await readFacts(database.db, ['c']);
    expect(health?.facts.scan).toMatchObject({ parkedFolders: 0, parkedSince: null, skippedUsers: 1 });
    // A listing of users does not make the user scannable; acting as the user does.
    await upsertUsers(database.db, 'c', 2, [user('u')]);
    expect(await unseenParts(database.db, 'c')).toMatchObject({ skippedUsers: 1 });
    const lease = { connectionId: 'c', generation: 2, leaseId: 'l', limit: 5 };
    await sql`update frontier set retry_at = now(), generation = 2`.execute(database.db);
    expect(await claimFolders(database.db, lease)).toMatchObject([{ userId: 'u', isUserSkipped: true }]);
    await unskipUser(database.db, 'c', 'u');
    expect(await unseenParts(database.db, 'c')).toMatchObject({ skippedUsers: 0 });
    await sql`update frontier set lease_until = null`.execute(database.db);
    expect(await claimFolders(database.db, lease)).toMatchObject([{ userId: 'u', isUserSkipped: false }]);
  });
});

describe('a Box that lets the account act as nobody', () => {
  it('is one problem; nobody is skipped, and one success brings all back', async () => {
    await extendFrontier(
      database.db,
      ['u', 'v', 'admin'].map((userId) => ({ userId, folderId: '0' })),
      { connectionId: 'c', generation: 1, lane: 1 },
    );
    const lease = { connectionId: 'c', leaseId: 'l' };
    await parkAllActedFor(database.db, lease, { accountId: 'admin', error: problem('as_user_refused') });
    expect((await claim(1)).map(({ userId }) => userId)).toEqual(['admin']);
    expect(await scanProblems(database.db, 'c', { limit: 10, after: null })).toMatchObject([
      { code: 'as_user_refused', itemType: null, itemId: null, attempts: 1 },
    ]);
    expect((await scanNumbers(database.db, 'c')).problems).toBe(1);
    expect((await unseenParts(database.db, 'c')).asUserRefusedSince).toBeInstanceOf(Date);
    await retryParkedFor(database.db, 'c', 'as_user_refused');
    expect((await claim(1)).map(({ userId }) => userId).sort()).toEqual(['u', 'v']);
  });
});

describe('a generation that could not list the users', () => {
  it('says so as a problem of the connection', async () => {
    await recordUsersProblem(database.db, 'c', 1, { error: problem('users_not_listed'), goOn: true });
    expect(await scanProblems(database.db, 'c', { limit: 10, after: null })).toMatchObject([
      { code: 'users_not_listed', itemType: null, attempts: 1 },
    ]);
    expect(await unseenParts(database.db, 'c')).toMatchObject({ usersListingIncomplete: true });
  });
});

describe('a parked promotion', () => {
  it('is loaded again when its time has come, before others', async () => {
    const change = (itemId: string): Promotion => ({
      itemType: 'file',
      itemId,
      ownerId: 'u',
      eventId: itemId,
      eventType: 'EDIT',
      at: new Date(0).toISOString(),
      rank: 0,
      reason: 'modified',
    });
    await storePromotions(database.db, 'c', [change('1'), change('2')]);
    expect(await countAttempt(database.db, 'c', change('2'))).toEqual({ attempts: 1, isParked: false });
    await parkPromotion(database.db, 'c', change('2'), problem('box_rejected'));
    const loaded = async () => (await loadPromotions(database.db, 'c', 10)).map(({ itemId }) => itemId);
    expect(await loaded()).toEqual(['1']);
    await database.db
      .updateTable('promotions')
      .set({ retry_at: new Date(0) })
      .where('item_id', '=', '2')
      .execute();
    expect(await loaded()).toEqual(['2', '1']);
    expect(await countAttempt(database.db, 'c', change('2'))).toEqual({ attempts: 2, isParked: true });
    expect(await unseenParts(database.db, 'c')).toMatchObject({ parkedItems: 1 });
  });
});
