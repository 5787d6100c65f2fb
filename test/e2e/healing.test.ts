import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { File } from '../../clients/boxward.js';
import type { Picked, TruthFile } from '../../clients/simulator.js';
import { eventually, eventuallyPasses } from '../../scripts/stack/eventually.js';
import { shortenRetryPauses } from '../fixture/shorten-retry-pauses.js';
import { connect, expectFilesMatch, untilScanned } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

/** Parked work is retried after a minute at first, and lost signals are noticed within a minute. */
const HEALS = { timeoutMs: 400_000, everyMs: 500 };

let stack: RunningStack;
let id: string;
let user: { userId: string; login: string };
let folder: Picked;
let file: TruthFile;
beforeAll(async () => {
  stack = await startStack({ users: 8, files: 300 });
  const users = await stack.simulator.truthUsers();
  // An ordinary user with files, for whom Box refuses everything.
  user = users.filter(({ role, status, files }) => role === 'user' && status === 'active' && files > 5).at(0)!;
  const folders = await stack.simulator.pick('folder', 'n=50&minFiles=3');
  folder = folders.find(({ ownerId }) => ownerId !== user.userId)!;
  const files = await stack.simulator.truthFiles();
  file = files.find((each) => each.ownerId !== user.userId && !isBelow(each, folder) && each.access === 'private')!;
  await stack.simulator.act([
    { type: 'collaborate', fileId: file.fileId, login: users.find(({ login }) => login !== file.ownerLogin)!.login },
  ]);
});
afterAll(() => stack.stop());
afterEach(() => stack.simulator.clearFaults());

const isBelow = (each: { readonly ownerId: string; readonly path: string }, above: Picked): boolean =>
  each.ownerId === above.ownerId && each.path.startsWith(`${above.path}/`);
const problems = () => stack.boxward.listProblems(id);
const untilNoProblem = () => eventually(problems, (listed) => listed.length === 0, HEALS);
const fileOf = async (fileId: string): Promise<File | undefined> =>
  (await stack.boxward.listFiles(id)).find((each) => each.fileId === fileId);

/** Starts another scan and waits until it has ended. */
async function scanAgain(): Promise<void> {
  const generation = ((await stack.boxward.getConnection(id)).scan.generation ?? 0) + 1;
  await stack.boxward.restartScan(id);
  await eventually(
    () => stack.boxward.getConnection(id),
    ({ scan }) => scan.generation === generation && scan.state === 'idle' && scan.folders.waiting === 0,
  );
}

describe('a folder, a user and the collaborations of a file that always fail', () => {
  it('stop nothing else, are listed with what Box said, and heal within minutes', async () => {
    await stack.simulator.fault({ kind: '500', itemId: folder.id });
    await stack.simulator.fault({ kind: '403', userId: user.userId, asUser: true });
    await stack.simulator.fault({ kind: '503', itemId: file.fileId, route: '/collaborations' });
    id = await connect(stack, 'Poisoned');
    await untilScanned(stack, id);
    const listed = await problems();
    expect(listed).toContainEqual(
      expect.objectContaining({ itemType: 'folder', itemId: folder.id, code: 'box_unavailable' }),
    );
    expect(listed).toContainEqual(
      expect.objectContaining({ itemType: 'user', itemId: user.userId, code: 'user_not_impersonable' }),
    );
    // The folder of the file is listed again for it, and its event may have failed as well. Nothing else is held up.
    const parent = listed.find(({ itemType, itemId }) => itemType === 'folder' && itemId !== folder.id);
    expect(parent).toMatchObject({ ownerId: file.ownerId, code: 'box_unavailable' });
    const known = [folder.id, user.userId, file.fileId, parent!.itemId];
    expect(listed.filter(({ itemId }) => !known.includes(itemId))).toEqual([]);
    for (const { since, attempts, nextTryAt } of listed) {
      expect([Date.parse(since!), attempts, Date.parse(nextTryAt!)]).toEqual([
        expect.any(Number),
        expect.any(Number),
        expect.any(Number),
      ]);
    }
    const isUnseen = (each: TruthFile) => each.ownerId === user.userId || isBelow(each, folder);
    await eventuallyPasses(() => expectFilesMatchBut(isUnseen));
    // Whom it is shared with is not known: that overstates the exposure, and never understates it.
    expect(await fileOf(file.fileId)).toMatchObject({ access: 'external', hasCollaborations: true });

    await stack.simulator.clearFaults();
    await untilNoProblem();
    await eventuallyPasses(() => expectFilesMatch(stack, id), HEALS);
    const { scan } = await stack.boxward.getConnection(id);
    expect([scan.generation, scan.users.skipped]).toEqual([1, 0]);
    // This test has waited for the real minute. Those below assert what is retried, not when.
    await shortenRetryPauses(stack.databaseUrl);
  });
});

/** The files match, apart from the file whose collaborations fail, and those that cannot be seen. */
const expectFilesMatchBut = async (isUnseen: (each: TruthFile) => boolean): Promise<void> => {
  const found = new Set((await stack.boxward.listFiles(id)).map(({ fileId }) => fileId));
  const expected = (await stack.simulator.truthFiles()).filter((each) => !isUnseen(each));
  expect(expected.filter(({ fileId }) => !found.has(fileId)).map(({ path }) => path)).toEqual([]);
};

describe('a scan that has a parked folder when it ends', () => {
  it('still notices removals elsewhere, and none below the folder', async () => {
    const [removed] = (await stack.simulator.truthFiles()).filter((each) => !isBelow(each, folder));
    const below = (await stack.simulator.truthFiles()).filter((each) => isBelow(each, folder));
    await stack.simulator.fault({ kind: '500', itemId: folder.id });
    // The events are held back, so that only the scan can notice.
    await stack.simulator.fault({ kind: '500', route: 'GET /2.0/events' });
    await stack.simulator.act([{ type: 'delete', fileId: removed!.fileId }]);
    await scanAgain();
    const found = new Set((await stack.boxward.listFiles(id)).map(({ fileId }) => fileId));
    expect(found.has(removed!.fileId)).toBe(false);
    expect(below.filter(({ fileId }) => !found.has(fileId))).toEqual([]);
    await stack.simulator.clearFaults();
    await untilNoProblem();
  });
});

describe('an answer that a folder, a root or a user is not there', () => {
  it.each([
    ['one 404 on a folder', () => ({ kind: '404', itemId: folder.id, count: 1 })],
    ['three 404s on a folder', () => ({ kind: '404', itemId: folder.id, count: 3 })],
    ['one 404 on a root', () => ({ kind: '404', route: '/folders/0/items', userId: user.userId, count: 1 })],
    ['one 403 on a root', () => ({ kind: '403', route: '/folders/0/items', userId: user.userId, count: 1 })],
    ['one 403 on the list of users', () => ({ kind: '403', route: 'GET /2.0/users?', count: 1 })],
  ])('removes nothing and skips nobody: %s', async (_name, fault) => {
    await stack.simulator.fault(fault());
    await scanAgain();
    await expectFilesMatch(stack, id);
    expect((await stack.boxward.getConnection(id)).scan.users.skipped).toBe(0);
    await untilNoProblem();
  });
});

describe('an app that may act as nobody any more', () => {
  it('is one problem; nobody is skipped, nothing is gone, and all comes back by itself', async () => {
    await stack.simulator.settings({ asUserSwitch: false });
    await scanAgain();
    const listed = await eventually(problems, (found) => found.some(({ code }) => code === 'as_user_refused'));
    expect(listed).toMatchObject([{ code: 'as_user_refused', itemType: null, itemId: null }]);
    expect((await stack.boxward.getConnection(id)).scan.users.skipped).toBe(0);
    await expectFilesMatch(stack, id);
    await stack.simulator.settings({ asUserSwitch: true });
    await untilNoProblem();
    await eventuallyPasses(() => expectFilesMatch(stack, id), HEALS);
  });
});

describe('a list of users that never ends', () => {
  it.each(['again', 'same', 'empty'])('is a problem, the known users are scanned, and it heals (%s)', async (pages) => {
    await stack.simulator.fault({ kind: 'endlessPages', route: 'GET /2.0/users?', pages });
    await scanAgain();
    expect(await problems()).toMatchObject([{ code: 'listing_endless', itemType: null }]);
    await expectFilesMatch(stack, id);
    await stack.simulator.clearFaults();
    await untilNoProblem();
  });
});

describe('a list of users that is read again after the scan has ended', () => {
  it('has all of them scanned, although that takes longer than one slice', async () => {
    await stack.simulator.fault({ kind: 'endlessPages', route: 'GET /2.0/users?', pages: 'same' });
    await scanAgain();
    await stack.simulator.clearFaults();
    // The other slices end first, with nothing to do; then eight roots wait for one slice that lists four at a time.
    await stack.simulator.fault({ kind: 'latency', route: 'GET /2.0/users?', ms: 3_000 });
    await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 6_000 });
    await untilNoProblem();
    await stack.simulator.clearFaults();
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ scan }) => scan.folders.waiting === 0,
    );
  });
});

describe('8 % of Box’s responses broken at random', () => {
  it('do not keep files with collaborations out of the inventory', async () => {
    const inside = (await stack.simulator.truthFiles()).filter((each) => isBelow(each, folder)).slice(0, 30);
    await stack.simulator.act(
      inside.map(({ fileId }) => ({
        type: 'collaborate',
        fileId,
        login: 'someone@partner.example',
        status: 'accepted',
      })),
    );
    await stack.simulator.fault({ kind: '502html', rate: 0.08, at: 'api', seed: 3 });
    await scanAgain();
    await eventuallyPasses(() => expectFilesMatch(stack, id), HEALS);
  });
});
