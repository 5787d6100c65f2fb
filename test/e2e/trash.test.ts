import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../scripts/stack/eventually.js';
import { connect, untilScanned } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

const DAY_MS = 24 * 3_600_000;
let stack: RunningStack;
let id: string;
beforeAll(async () => {
  stack = await startStack({ users: 6, files: 200 });
  id = await connect(stack, 'Trash');
  await untilScanned(stack, id);
});
afterAll(() => stack.stop());

const rescan = async () => {
  const generation = ((await stack.boxward.getConnection(id)).scan.generation ?? 0) + 1;
  await stack.boxward.restartScan(id);
  await eventually(
    () => stack.boxward.getConnection(id),
    ({ scan }) => scan.generation === generation && scan.state === 'idle',
  );
};
const stateOf = async (fileId: string) => (await stack.boxward.getFile(id, fileId)).state;
const untilState = (fileId: string, state: string) =>
  eventually(
    () => stateOf(fileId),
    (current) => current === state,
  );

describe('what was moved to the trash', () => {
  it('stays trashed over full scans, until Box has purged it, and comes back when it is restored', async () => {
    const [restored, purged, waiting] = (await stack.simulator.pick('file', 'n=3&seed=5')).map(({ id }) => id);
    const [folder] = await stack.simulator.pick('folder', 'n=1&seed=3&minFiles=3');
    const below = (await stack.boxward.listFiles(id)).filter(({ path }) => path.startsWith(`${folder!.path}/`));
    const [inFolder] = below.map(({ fileId }) => fileId);
    await stack.simulator.act([
      { type: 'delete', fileId: restored },
      { type: 'delete', fileId: purged },
      { type: 'delete', fileId: waiting },
      { type: 'delete', folderId: folder!.id },
    ]);
    for (const fileId of [restored, purged, waiting, inFolder]) await untilState(fileId!, 'trashed');
    await rescan();
    for (const fileId of [restored, purged, waiting, inFolder]) expect(await stateOf(fileId!)).toBe('trashed');

    // From here on no event reaches Boxward: the scan finds out by itself.
    await stack.simulator.settings({ eventLatencyMs: { streaming: DAY_MS, adminLogs: DAY_MS } });
    await stack.simulator.act([
      { type: 'purge', fileId: purged },
      { type: 'purge', folderId: folder!.id },
      { type: 'restore', fileId: restored },
    ]);
    await rescan();
    expect(await stateOf(purged!)).toBe('gone');
    expect(await stateOf(inFolder!)).toBe('gone');
    expect(await stateOf(waiting!)).toBe('trashed');
    expect(await stateOf(restored!)).toBe('active');
  });

  it('stays trashed while Box fails to list the trash, or wrongly says that an item is gone', async () => {
    const [fileId] = (await stack.boxward.listFiles(id, { state: 'trashed' })).map((file) => file.fileId);
    await stack.simulator.fault({ kind: '500', route: 'GET /2.0/folders/trash/items' });
    await rescan();
    expect(await stateOf(fileId!)).toBe('trashed');
    await stack.simulator.clearFaults();
    await stack.simulator.fault({ kind: '404', route: `GET /2.0/files/${fileId}` });
    await rescan();
    expect(await stateOf(fileId!)).toBe('trashed');
    await stack.simulator.clearFaults();
  });

  it('is gone once its thirty days are over', async () => {
    const [fileId] = (await stack.boxward.listFiles(id, { state: 'trashed' })).map((file) => file.fileId);
    await stack.simulator.advance(31 * DAY_MS);
    await rescan();
    expect(await stateOf(fileId!)).toBe('gone');
  });
});
