import { beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../src/domain/problems.js';
import { claimFolders, extendFrontier, type Claim } from '../../src/store/scan/frontier.js';
import { beginGeneration } from '../../src/store/scan/generations.js';
import { scanNumbers, scanProblems } from '../../src/store/scan/progress.js';
import { NOTHING_MET } from '../../src/store/scan/record-pages.js';
import { upsertFolders } from '../../src/store/scan/scanned-folders.js';
import type { ObservedFolder } from '../../src/store/scan/observation.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';
import { observedFile } from '../fixture/file.js';
import { recordPage, type PageOfScan } from '../fixture/scan.js';

const database = databaseWithConnection({ scan_state: 'idle' });
beforeEach(() => beginGeneration(database.db, 'c', null));

const folder = (folderId: string): ObservedFolder => ({
  folderId,
  ownerId: 'u',
  parentId: '0',
  name: folderId,
  path: `/${folderId}`,
  ancestorIds: [],
  hasCollaborations: false,
  ownLink: null,
  ownCollaborators: null,
  sharing: null,
});

/** Claims a folder, which waits in this lane. */
async function claim(folderId: string, lane: 0 | 1 = 1): Promise<Claim> {
  await extendFrontier(database.db, [{ userId: 'u', folderId }], { connectionId: 'c', generation: 1, lane });
  const [claimed] = await claimFolders(database.db, { connectionId: 'c', generation: 1, leaseId: 'l', limit: 1 });
  return claimed!;
}
const page = (claimed: Claim, more: Partial<PageOfScan> = {}): PageOfScan => ({
  connectionId: 'c',
  generation: 1,
  leaseId: 'l',
  claim: claimed,
  sharing: null,
  files: [],
  folders: [],
  isWhole: true,
  nextMarker: null,
  apiCalls: 1,
  observedAt: new Date(),
  ...more,
});
const record = (claimed: Claim, more: Partial<PageOfScan> = {}) => recordPage(database.db, page(claimed, more));
const numbers = async () => {
  const { foldersListed, filesFound, filesScanned, apiCalls } = await scanNumbers(database.db, 'c');
  return { foldersListed, filesFound, filesScanned, apiCalls };
};
const files = () =>
  database.db.selectFrom('files').select(['file_id', 'scan_reason', 'scanned_at']).orderBy('file_id').execute();
const waiting = () =>
  database.db.selectFrom('frontier').select(['folder_id', 'marker', 'parked_at']).orderBy('folder_id').execute();

describe('a recorded page', () => {
  it('counts the files that it found first, its calls, and its folder once that is listed to the end', async () => {
    const claimed = await claim('0');
    await record(claimed, { files: [observedFile({ fileId: '1' })], nextMarker: 'page 2', apiCalls: 3 });
    expect(await numbers()).toEqual({ foldersListed: 0, filesFound: 1, filesScanned: 1, apiCalls: 3 });
    expect(await waiting()).toMatchObject([{ folder_id: '0', marker: 'page 2' }]);
    await record(claimed, { files: ['1', '2'].map((fileId) => observedFile({ fileId })) });
    expect(await numbers()).toEqual({ foldersListed: 1, filesFound: 2, filesScanned: 2, apiCalls: 4 });
    expect(await waiting()).toEqual([]);
  });

  it('whose files were not all looked at keeps its marker and ends nothing', async () => {
    const claimed = await claim('0');
    await record(claimed, { nextMarker: 'page 2' });
    await record(claimed, { files: [observedFile({ fileId: '1' })], isWhole: false });
    expect(await numbers()).toMatchObject({ foldersListed: 0, filesFound: 1 });
    expect(await waiting()).toMatchObject([{ folder_id: '0', marker: 'page 2' }]);
  });

  it.each([
    ['a failure', { pass: { ...NOTHING_MET, failure: problem('box_unavailable') } }, []],
    ['entries that cannot be read', { pass: { ...NOTHING_MET, unreadable: 2 } }, ['entry_unreadable']],
    ['a listing without end', { isEndless: true }, ['listing_endless']],
  ])('with %s does not count its folder as listed, and the folder waits', async (_what, more, codes) => {
    await record(await claim('0'), more);
    expect(await numbers()).toMatchObject({ foldersListed: 0 });
    expect(await waiting()).toMatchObject([{ folder_id: '0', marker: null }]);
    const problems = await scanProblems(database.db, 'c', { limit: 10, after: null });
    expect(problems.map(({ code }) => code)).toEqual(codes);
  });

  it('says for a promoted subtree that its files were scanned for that, although this generation had scanned them', async () => {
    const [first, second, third] = [1, 2, 3].map((second) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)));
    await record(await claim('0'), { files: [observedFile()], observedAt: first! });
    expect(await files()).toEqual([{ file_id: '1', scan_reason: 'bulk', scanned_at: first }]);
    await record(await claim('0'), { files: [observedFile()], observedAt: second! });
    expect(await files()).toEqual([{ file_id: '1', scan_reason: 'bulk', scanned_at: first }]);
    await record(await claim('0', 0), { files: [observedFile()], observedAt: third! });
    expect(await files()).toEqual([{ file_id: '1', scan_reason: 'subtree', scanned_at: third }]);
    expect(await numbers()).toMatchObject({ filesFound: 1 });
  });

  it('saves the sharing of its folder, if it was read', async () => {
    await database.db
      .transaction()
      .execute((trx) =>
        upsertFolders(trx, [{ folders: [folder('a')], observedAt: new Date() }], { connectionId: 'c', generation: 1 }),
      );
    const own = { internal: true, external: false };
    const inForce = { link: null, internalCollaborators: true, externalCollaborators: false };
    const stored = () =>
      database.db.selectFrom('folders').select(['own_collaborators', 'listed_generation']).executeTakeFirstOrThrow();
    const claimed = await claim('a');
    await record(claimed, { nextMarker: 'page 2' });
    expect(await stored()).toEqual({ own_collaborators: null, listed_generation: null });
    await record(claimed, { sharing: { own, inForce } });
    expect(await stored()).toEqual({ own_collaborators: own, listed_generation: 1 });
  });

  it('gives its folders turns, so that those of different users alternate', async () => {
    const users = ['u', 'v', 'w'];
    const scan = { connectionId: 'c', generation: 1 };
    const roots = users.map((userId) => ({ userId, folderId: '0' }));
    await extendFrontier(database.db, roots, { ...scan, lane: 1 });
    for (const root of await claimFolders(database.db, { ...scan, leaseId: 'l', limit: 3 })) {
      const folders = Array.from({ length: 20 }, (_, index) => folder(`${root.userId}${index}`));
      await record(root, { folders: folders.map((each) => ({ ...each, ownerId: root.userId })) });
    }
    const claimed = await claimFolders(database.db, { ...scan, leaseId: 'l', limit: 12 });
    expect(claimed.map(({ userId }) => userId)).toEqual(Array.from({ length: 4 }, () => users).flat());
    // What lies below the first folder of a page comes with the folders after it, not after all of them.
    await record(claimed[0]!, { folders: [folder('below')] });
    const next = await claimFolders(database.db, { ...scan, leaseId: 'l', limit: 40 });
    expect(next.findIndex(({ folderId }) => folderId === 'below')).toBe(0);
  });

  it('puts its folders into the lane of the listing', async () => {
    await record(await claim('0', 0), { folders: [folder('a'), folder('b')] });
    const lanes = await database.db.selectFrom('frontier').select(['folder_id', 'lane']).orderBy('folder_id').execute();
    expect(lanes).toEqual([
      { folder_id: 'a', lane: 0 },
      { folder_id: 'b', lane: 0 },
    ]);
  });
});
