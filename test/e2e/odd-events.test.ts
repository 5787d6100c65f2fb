import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../scripts/stack/eventually.js';
import { connect, untilScanned } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack;
let id: string;
beforeAll(async () => {
  stack = await startStack({ users: 8, files: 200 });
  id = await connect(stack, 'Odd events');
  await untilScanned(stack, id);
});
afterAll(() => stack.stop());
afterEach(() => stack.simulator.clearFaults());

const STREAM = 'stream_type=admin_logs_streaming';

/** Uploads a file to a folder that does not belong to the account that consented, and returns its id. */
async function upload(name: string) {
  const { account } = await stack.boxward.getConnection(id);
  const folders = await stack.simulator.pick('folder', 'n=50&seed=3');
  const folder = folders.find(({ ownerId }) => ownerId !== account?.id)!;
  await stack.simulator.act([{ type: 'upload', folderId: folder.id, name }]);
  const truth = (await stack.simulator.truthFiles()).find((file) => file.name === name)!;
  return truth.fileId;
}

const untilListed = (fileId: string) =>
  eventually(
    () => stack.boxward.listFiles(id),
    (files) => files.some((file) => file.fileId === fileId),
  );

describe('an event in an odd form', () => {
  it.each([
    ['without the owner of its file', 'source.owned_by', undefined],
    ['without a time', 'created_at', undefined],
    ['with an offset without a colon', 'created_at', '2026-03-27T23:26:54-0700'],
    ['without an id', 'event_id', undefined],
    ['with a number as its id', 'event_id', 12_345],
    ['with a NUL in a name', 'created_by.name', 'a\0b'],
    ['with an odd actor', 'created_by', 'nobody'],
  ])('brings its new file to the inventory without another scan: %s', async (name, field, value) => {
    const before = await stack.boxward.getConnection(id);
    await stack.simulator.fault({ kind: 'oddEntries', route: STREAM, of: 'event', field, value });
    const fileId = await upload(`${name}.txt`);
    await untilListed(fileId);
    const stored = (await stack.boxward.listActivities(id)).filter(({ item }) => item?.id === fileId);
    expect(stored.length).toBe(1);
    const after = await stack.boxward.getConnection(id);
    expect([after.scan.generation, after.scan.problems]).toEqual([before.scan.generation, before.scan.problems]);
  });

  it('is counted if it is no event at all, and hides no other', async () => {
    await stack.simulator.fault({ kind: 'oddEntries', route: STREAM, of: 'event', forms: ['nullNeighbor'] });
    await untilListed(await upload('beside no event.txt'));
    expect((await stack.boxward.getConnection(id)).eventStream?.unreadable).toBeGreaterThan(0);
  });
});
