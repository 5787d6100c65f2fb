import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileModified, fullScanWorkflowId } from '../../workflows/contract.js';
import { eventually, eventuallyPasses } from '../../scripts/stack/eventually.js';
import { connect, expectFilesMatch, untilScanned, untilStatus } from './support/scenario.js';
import type { Picked } from '../../clients/simulator.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack;
let id: string;
const getQueue = () => stack.boxward.getQueue(id);
const getFile = (fileId: string) => stack.boxward.getFile(id, fileId);
/** The bulk scan lists level by level, so it reaches the deepest files last: they change before it does. */
const deepestFirst = (picked: readonly Picked[]) =>
  picked.toSorted((a, b) => b.path.split('/').length - a.path.split('/').length);

beforeAll(async () => {
  stack = await startStack({ users: 12, files: 3_000, latencyMs: 60, env: { BOXWARD_SCAN_SLOTS: '1' } });
  // Slow listings: the bulk scan must outlast the edits, and must also outlast the slice that a pause lets finish.
  await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 400 });
  id = await connect(stack, 'Acme');
  await untilStatus(stack, id, 'connected');
});
afterAll(() => stack.stop());

describe('while the bulk scan runs', () => {
  let edited: Picked[];
  let changedAt: string;
  let previewed: Picked[];
  let folder: Picked;

  beforeAll(async () => {
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ scan }) => scan.state === 'running' && scan.folders.listed > 3,
    );
    const seen = new Set((await stack.boxward.listFiles(id)).map(({ fileId }) => fileId));
    const waiting = deepestFirst(await stack.simulator.pick('file', 'n=200&seed=5')).filter(({ id }) => !seen.has(id));
    expect(waiting.length, 'files that the bulk scan has not reached').toBeGreaterThan(30);
    edited = waiting.slice(0, 5);
    previewed = waiting.slice(5, 15);
    folder = deepestFirst(await stack.simulator.pick('folder', 'n=20&seed=7&minFiles=5'))[0]!;
    const done = await stack.simulator.act([
      ...edited.map(({ id: fileId }) => ({ type: 'edit', fileId })),
      ...previewed.flatMap(({ id: fileId }) => ['preview', 'download', 'print'].map((type) => ({ type, fileId }))),
      { type: 'share', folderId: folder.id, access: 'open' },
    ]);
    changedAt = done[0]!.at;
  });

  it('an edited file is scanned before the files still waiting for the bulk scan', async () => {
    const since = Date.parse(changedAt);
    const scanned = await eventually(
      () => Promise.all(edited.map((file) => getFile(file.id))),
      (files) => files.every(({ scannedAt }) => Date.parse(scannedAt) >= since),
    );
    // If the bulk scan lists a file at the moment of its change, the later of the two scans is kept.
    expect(scanned.filter(({ scanReason }) => scanReason === 'modified').length).toBeGreaterThanOrEqual(3);
    await untilScanned(stack, id);
    const lastExpress = Math.max(...scanned.map(({ scannedAt }) => Date.parse(scannedAt)));
    const bulkAfter = (await stack.boxward.listFiles(id)).filter(
      ({ scanReason, scannedAt }) => scanReason === 'bulk' && Date.parse(scannedAt) > lastExpress,
    );
    expect(bulkAfter.length).toBeGreaterThan(0);
  });

  it('a file that is only previewed, downloaded or printed is left to the regular scan', async () => {
    await untilScanned(stack, id);
    for (const file of previewed) expect((await getFile(file.id)).scanReason).toMatch(/bulk|subtree/);
  });

  it('the files of a folder that is shared are scanned before the rest of the bulk', async () => {
    await untilScanned(stack, id);
    const files = await stack.boxward.listFiles(id);
    const inFolder = files.filter(({ path }) => path.startsWith(`${folder.path}/`));
    expect(inFolder.length).toBeGreaterThan(0);
    for (const file of inFolder) {
      expect(['subtree', 'modified']).toContain(file.scanReason);
      expect(file.access).toBe('public');
    }
    const last = Math.max(...inFolder.map(({ scannedAt }) => Date.parse(scannedAt)));
    const bulkAfter = files.filter(
      ({ scanReason, scannedAt }) => scanReason === 'bulk' && Date.parse(scannedAt) > last,
    );
    expect(bulkAfter.length).toBeGreaterThan(0);
  });

  it('the finished scan matches the files in Box', async () => {
    await untilScanned(stack, id);
    await expectFilesMatch(stack, id);
  });
});

describe('the head of the queue', () => {
  afterAll(() => stack.simulator.clearFaults());

  it('lists edited files and shared folders ahead of the bulk', async () => {
    await stack.boxward.restartScan(id);
    await eventually(getQueue, ({ items }) => items.some(({ lane }) => lane === 'bulk'));
    await stack.boxward.pauseScan(id);
    const files = await stack.simulator.pick('file', 'n=4&seed=23');
    const [folder] = await stack.simulator.pick('folder', 'n=1&seed=29&minFiles=3');
    const [previewed, ...edited] = files;
    await stack.simulator.act([
      ...edited.map((file) => ({ type: 'edit', fileId: file.id })),
      { type: 'preview', fileId: previewed!.id },
      { type: 'share', folderId: folder!.id, access: 'company' },
    ]);
    const promoted = [...edited.map((file) => file.id), folder!.id];
    const queue = await eventually(getQueue, ({ items }) => {
      const ids = items.map(({ itemId }) => itemId);
      return promoted.every((itemId) => ids.includes(itemId));
    });
    const lanes = queue.items.map(({ lane }) => lane);
    expect(queue.items.slice(0, promoted.length).map(({ itemId }) => itemId)).toEqual(promoted);
    expect(lanes.slice(0, promoted.length)).toEqual(promoted.map(() => 'express'));
    expect(queue.items.slice(0, promoted.length).map(({ path }) => path)).toEqual(
      [...edited, folder!].map(({ path }) => path),
    );
    expect(lanes.slice(promoted.length)).not.toContain('express');
    expect(lanes).toContain('bulk');
    await stack.boxward.resumeScan(id);
    await untilScanned(stack, id);
    await expectFilesMatch(stack, id);
  });

  it('lists promoted files in the order in which they will be scanned', async () => {
    await stack.boxward.pauseScan(id);
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ scan }) => scan.state === 'paused',
    );
    const files = await stack.simulator.pick('file', 'n=3&seed=11');
    for (const file of files) {
      await stack.boxward.promoteFiles(id, [file.id]);
    }
    const queue = await eventually(getQueue, ({ items }) => items.length >= 3);
    expect(queue.items.slice(0, 3).map(({ itemId, lane, path }) => [itemId, lane, path])).toEqual(
      files.map((file) => [file.id, 'express', file.path]),
    );
    await stack.boxward.resumeScan(id);
    for (const file of files) {
      await eventually(
        () => getFile(file.id),
        ({ scanReason }) => scanReason === 'manual',
      );
    }
  });
});

describe('fifty signals in one second, some of them repeated or stale', () => {
  it('cause one scan per file, for its newest change', async () => {
    const files = await stack.simulator.pick('file', 'n=10&seed=13');
    await untilScanned(stack, id);
    const before = await stack.boxward.getConnection(id);
    const scan = stack.temporal.workflow.getHandle(fullScanWorkflowId(id));
    await stack.boxward.pauseScan(id);
    const now = Date.now();
    const signals = Array.from({ length: 50 }, (_, i) => {
      const file = files[i % files.length]!;
      const age = [0, 60_000, 0, 5_000, 120_000][Math.floor(i / 10)]!;
      return {
        fileId: file.id,
        ownerId: file.ownerId,
        eventId: age === 0 ? `newest-${file.id}` : `older-${file.id}-${age}`,
        eventType: 'EDIT',
        at: new Date(now - age).toISOString(),
      };
    });
    await Promise.all(signals.map((signal) => scan.signal(fileModified, [signal])));
    const queue = await eventually(getQueue, ({ items }) => items.length === files.length);
    expect(new Set(queue.items.map(({ itemId }) => itemId))).toEqual(new Set(files.map((file) => file.id)));
    await stack.boxward.resumeScan(id);
    await eventually(getQueue, ({ items }) => items.length === 0);
    // The same signals again: the scan has already covered all of these changes.
    await Promise.all(signals.map((signal) => scan.signal(fileModified, [signal])));
    const after = await eventually(
      () => stack.boxward.getConnection(id),
      ({ scan: { express } }) => express.scanned >= before.scan.express.scanned + files.length && express.waiting === 0,
    );
    expect(after.scan.express.scanned).toBe(before.scan.express.scanned + files.length);
  });
});

describe('a change after the scan', () => {
  it('is found within moments: trashed, restored, renamed, uploaded or given a collaborator', async () => {
    await untilScanned(stack, id);
    const [trashed, restored, renamed, shared] = await stack.simulator.pick('file', 'n=4&seed=17');
    const folders = await stack.simulator.pick('folder', 'n=2&seed=19');
    await stack.simulator.act([
      { type: 'delete', fileId: trashed!.id },
      { type: 'delete', fileId: restored!.id },
      { type: 'restore', fileId: restored!.id },
      { type: 'rename', fileId: renamed!.id, name: 'renamed "file" <b>.txt' },
      { type: 'collaborate', fileId: shared!.id, login: 'someone@partner.example', status: 'accepted' },
      { type: 'upload', folderId: folders[0]!.id, name: 'brand new.csv' },
      { type: 'rename', folderId: folders[1]!.id, name: 'Renamed folder' },
    ]);
    await eventually(
      () => getFile(trashed!.id),
      ({ state }) => state === 'trashed',
    );
    await eventuallyPasses(() => expectFilesMatch(stack, id), { everyMs: 1_000 });
    const { collaborators, scans } = await getFile(shared!.id);
    expect(collaborators).toContainEqual(
      expect.objectContaining({
        party: expect.objectContaining({ login: 'someone@partner.example' }) as unknown,
        isExternal: true,
        status: 'accepted',
        inheritedFrom: null,
      }),
    );
    expect(scans.map(({ reason }) => reason).slice(0, 2)).toEqual(['modified', 'bulk']);
  });
});
