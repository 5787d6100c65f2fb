import { beforeEach, describe, expect, it } from 'vitest';
import { createClaims } from '../../../activities/scan/claims.js';
import { problem } from '../../../src/domain/problems.js';
import {
  claimFolders,
  extendFrontier,
  parkClaim,
  releaseClaims,
  releaseLeases,
  removeClaim,
  renewLease,
  type Claim,
} from '../../../src/store/scan/frontier.js';
import { beginGeneration } from '../../../src/store/scan/generations.js';
import type { Db } from '../../../src/store/sql/postgres.js';
import { openTransaction } from '../../fixture/blocked.js';
import { databaseWithConnection } from '../../fixture/database-with-connection.js';
import { observedFile } from '../../fixture/file.js';
import { recordPage } from '../../fixture/scan.js';

const database = databaseWithConnection();
beforeEach(async () => {
  await beginGeneration(database.db, 'c', null);
});

const wait = (folderIds: readonly string[]) =>
  extendFrontier(
    database.db,
    folderIds.map((folderId) => ({ userId: 'u', folderId })),
    { connectionId: 'c', generation: 1, lane: 1 },
  );
const claim = (db: Db, leaseId: string, limit = 1) =>
  claimFolders(db, { connectionId: 'c', generation: 1, leaseId, limit });
const idsOf = (claims: readonly Claim[]) => claims.map(({ folderId }) => folderId);
const expireLeases = () =>
  database.db
    .updateTable('frontier')
    .set({ lease_until: new Date(Date.now() - 1_000) })
    .execute();
const frontier = () => database.db.selectFrom('frontier').selectAll().orderBy('folder_id').execute();
const fileIds = async () =>
  (await database.db.selectFrom('files').select('file_id').execute()).map((row) => row.file_id);
const pageOf = (held: Claim, leaseId: string, nextMarker: string | null = null) => ({
  connectionId: 'c',
  generation: 1,
  leaseId,
  claim: held,
  sharing: null,
  files: [observedFile()],
  folders: [],
  isWhole: true,
  nextMarker,
  apiCalls: 1,
  observedAt: new Date(),
});

/** Claims one folder for a worker whose lease then expires, so that a second worker claims it too. */
async function claimTwice(): Promise<{ lost: Claim; held: Claim }> {
  await wait(['f']);
  const [lost] = await claim(database.db, 'first');
  await expireLeases();
  const [held] = await claim(database.other, 'second');
  return { lost: lost!, held: held! };
}

describe('folders claimed by two workers at the same time', () => {
  it('are different ones, and neither worker waits for the other', async () => {
    for (const folderId of ['a', 'b', 'c']) await wait([folderId]);
    const first = await openTransaction(database.db, (trx) => claim(trx, 'first', 2));
    const second = await claim(database.other, 'second', 3);
    await first.commit();
    expect([idsOf(first.taken), idsOf(second)]).toEqual([['a', 'b'], ['c']]);
  });
});

describe('parked folders that are due, claimed by two workers at the same time', () => {
  it('are claimed by one of them, and the other does not wait', async () => {
    await wait(['a', 'b']);
    for (const held of await claim(database.db, 'before', 2)) {
      await parkClaim(database.db, { ...held, connectionId: 'c', leaseId: 'before' }, problem('box_rejected'));
    }
    await database.db
      .updateTable('frontier')
      .set({ retry_at: new Date(0) })
      .execute();
    const first = await openTransaction(database.db, (trx) => claim(trx, 'first', 2));
    const second = await claim(database.other, 'second', 2);
    await first.commit();
    expect([idsOf(first.taken).sort(), second]).toEqual([['a', 'b'], []]);
  });
});

describe('a claimed folder', () => {
  it('is not claimed again before its lease expires', async () => {
    await wait(['f']);
    await claim(database.db, 'first');
    expect(await claim(database.other, 'second')).toEqual([]);
    await expireLeases();
    expect(idsOf(await claim(database.other, 'second'))).toEqual(['f']);
  });

  it('stays claimed while its worker renews the lease, and only that lease is renewed', async () => {
    await wait(['a', 'b']);
    await claim(database.db, 'first');
    await claim(database.db, 'dead');
    await expireLeases();
    await renewLease(database.db, { connectionId: 'c', leaseId: 'first' });
    expect(idsOf(await claim(database.other, 'second', 10))).toEqual(['b']);
  });

  it('is not claimed before the time until which it was deferred', async () => {
    await wait(['f']);
    const claims = await claim(database.db, 'first');
    await releaseClaims(database.db, claims, { connectionId: 'c', leaseId: 'first', waitMs: 60_000 });
    expect(await claim(database.other, 'second')).toEqual([]);
    await database.db
      .updateTable('frontier')
      .set({ not_before: new Date(0) })
      .execute();
    expect(idsOf(await claim(database.other, 'second'))).toEqual(['f']);
  });

  it('returns to the frontier if the attempt that claimed it has died, and claims of others stay', async () => {
    await wait(['a', 'b']);
    await claim(database.db, 'dead');
    await claim(database.db, 'alive');
    await releaseLeases(database.db, { connectionId: 'c', leaseIds: ['dead'] });
    expect(idsOf(await claim(database.other, 'second', 10))).toEqual(['a']);
  });
});

describe('folders of users who are passed over', () => {
  it('are left, and of each other user at most four are claimed at a time', async () => {
    const { db } = database;
    const entries = ['limited', 'many', 'few'].flatMap((userId) =>
      Array.from({ length: userId === 'few' ? 2 : 6 }, (_, index) => ({
        userId,
        folderId: `${userId}${index}`,
        turn: index,
      })),
    );
    await extendFrontier(db, entries, { connectionId: 'c', generation: 1, lane: 1 });
    const take = (passOver: readonly string[]) =>
      claimFolders(db, { connectionId: 'c', generation: 1, leaseId: 'l', limit: 16, passOver });
    expect(idsOf(await take(['limited']))).toEqual(['many0', 'few0', 'many1', 'few1', 'many2', 'many3']);
    expect(idsOf(await take(['limited']))).toEqual(['many4', 'many5']);
    expect(await take(['limited'])).toEqual([]);
    expect(idsOf(await take([]))).toEqual(['limited0', 'limited1', 'limited2', 'limited3']);
  });

  it('are handed out last, once there are none of others', async () => {
    const entries = ['busy', 'calm'].flatMap((userId) =>
      [0, 1, 2].map((turn) => ({ userId, folderId: `${userId}${turn}`, turn })),
    );
    await extendFrontier(database.db, entries, { connectionId: 'c', generation: 1, lane: 1 });
    let busy: string[] = [];
    const claims = createClaims(database.db, { connectionId: 'c', generation: 1, leaseId: 'l' }, () => ({
      busy,
      limited: [],
    }));
    const first = await claims.next();
    busy = ['busy'];
    const others = [await claims.next(), await claims.next(), await claims.next()];
    expect(first?.folderId).toBe('busy0');
    expect(others.map((claim) => claim?.folderId)).toEqual(['calm0', 'calm1', 'calm2']);
    await extendFrontier(database.db, [{ userId: 'new', folderId: 'new0' }], {
      connectionId: 'c',
      generation: 1,
      lane: 1,
    });
    const rest = [await claims.next(), await claims.next(), await claims.next(), await claims.next()];
    expect(rest.map((claim) => claim?.folderId)).toEqual(['new0', 'busy1', 'busy2', undefined]);
  });

  it('are claimed by one of two workers at the same time', async () => {
    await wait(Array.from({ length: 40 }, (_, index) => `f${index}`));
    const take = (db: Db, leaseId: string) =>
      claimFolders(db, { connectionId: 'c', generation: 1, leaseId, limit: 20, passOver: ['nobody'] });
    const [one, other] = await Promise.all([take(database.db, 'one'), take(database.other, 'other')]);
    expect(new Set([...idsOf(one), ...idsOf(other)]).size).toBe(one.length + other.length);
  });
});

describe('a worker that has lost its lease', () => {
  it('records nothing of its page, whether or not it is the last page', async () => {
    const { lost, held } = await claimTwice();
    expect(await recordPage(database.db, pageOf(lost, 'first', 'page 2'))).toBe(false);
    expect(await recordPage(database.db, pageOf(lost, 'first'))).toBe(false);
    expect(await fileIds()).toEqual([]);
    expect(await frontier()).toMatchObject([{ folder_id: 'f', lease_id: 'second', marker: null }]);
    expect(await recordPage(database.other, pageOf(held, 'second'))).toBe(true);
    expect([await fileIds(), await frontier()]).toEqual([['1'], []]);
  });

  it('neither releases, parks nor removes the claim of the worker that has it now', async () => {
    const { lost } = await claimTwice();
    const key = { connectionId: 'c', leaseId: 'first', userId: lost.userId, folderId: lost.folderId };
    await releaseClaims(database.db, [lost], { connectionId: 'c', leaseId: 'first', failed: true, restart: true });
    await parkClaim(database.db, key, problem('box_rejected'));
    await removeClaim(database.db, key);
    expect(await frontier()).toMatchObject([{ folder_id: 'f', lease_id: 'second', attempts: 0, parked_at: null }]);
  });
});

describe('a page', () => {
  it('is recorded together with the marker of the next one, and its claim is renewed', async () => {
    await wait(['f']);
    const [held] = await claim(database.db, 'first');
    await expireLeases();
    expect(await recordPage(database.db, pageOf(held!, 'first', 'page 2'))).toBe(true);
    expect(await claim(database.other, 'second')).toEqual([]);
    expect(await frontier()).toMatchObject([{ folder_id: 'f', lease_id: 'first', marker: 'page 2' }]);
  });

  it('keeps its marker if it is not whole, so that it is listed again', async () => {
    await wait(['f']);
    const [held] = await claim(database.db, 'first');
    await recordPage(database.db, { ...pageOf(held!, 'first', 'page 2'), isWhole: false });
    expect(await frontier()).toMatchObject([{ folder_id: 'f', marker: null }]);
  });
});
