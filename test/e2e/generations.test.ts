import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../workflows/contract.js';
import { eventually } from './support/boxward.js';
import { connect, expectTruth, untilScanned } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

const DAY_MS = 24 * 3_600_000;
let stack: RunningStack;
let id: string;
beforeAll(async () => {
  stack = await startStack({ users: 8, files: 400 });
  id = await connect(stack, 'Again and again');
  await untilScanned(stack, id);
});
afterAll(() => stack.stop());

const rescan = async (generation: number) => {
  await stack.boxward.call('POST', `/v1/connections/${id}/scan/restart`);
  return eventually(
    () => stack.boxward.connection(id),
    ({ scan }) => scan.generation === generation && scan.state === 'idle' && scan.folders.waiting === 0,
    { timeoutMs: 150_000 },
  );
};

describe('a scan that is started again', () => {
  it('sets a folder aside that keeps failing, lists it, and marks nothing gone on its account', async () => {
    const [folder] = await stack.simulator.pick('folder', 'n=1&seed=3&minFiles=3');
    await stack.simulator.fault({ kind: '500', route: `GET /2.0/folders/${folder!.id}/items` });
    const { problems, scan } = await rescan(2);
    expect(scan.problems).toBeGreaterThan(0);
    const listed = problems.find(({ code }) => code === 'box_unavailable');
    expect(listed?.remedy).toBeTruthy();
    await expectTruth(stack, id);
    await stack.simulator.clearFaults();
  });

  it('finds what the events did not tell: what is gone is marked so, what was set aside is tried again', async () => {
    // Nothing reaches the event stream from here on.
    await stack.simulator.settings({ eventLatencyMs: { streaming: DAY_MS, adminLogs: DAY_MS } });
    const [purged, edited] = await stack.simulator.pick('file', 'n=2&seed=5');
    await stack.simulator.act([
      { type: 'purge', fileId: purged!.id },
      { type: 'edit', fileId: edited!.id },
    ]);
    const { scan } = await rescan(3);
    expect(scan.problems).toBe(0);
    await expectTruth(stack, id);
    const gone = await stack.boxward.files(id, 'state=gone');
    expect(gone.map(({ fileId }) => fileId)).toEqual([purged!.id]);
    await stack.simulator.settings({ eventLatencyMs: { streaming: 0, adminLogs: 0 } });
  });

  it('comes through a storm of 429 and 500 with the truth intact', async () => {
    await stack.simulator.fault({ kind: '429', route: 'GET /2.0/folders', rate: 0.2, seed: 7, ms: 1_000 });
    await stack.simulator.fault({ kind: '500', route: 'GET /2.0/', rate: 0.05, seed: 8 });
    await stack.simulator.fault({ kind: 'truncatedJson', route: 'GET /2.0/folders', rate: 0.05, seed: 9 });
    await stack.simulator.fault({ kind: 'reset', route: 'GET /2.0/', rate: 0.03, seed: 10 });
    await rescan(4);
    await stack.simulator.clearFaults();
    await expectTruth(stack, id);
  });
});

describe('a changed file that keeps failing', () => {
  it('is set aside with its error while others go on, but waits when it is Box that is in trouble', async () => {
    const [failing, other, waiting] = await stack.simulator.pick('file', 'n=3&seed=31');
    const edit = (file: typeof failing) => stack.simulator.act([{ type: 'edit', fileId: file!.id }]);
    const isScanned = (file: typeof failing, since: string) =>
      eventually(
        () => stack.boxward.file(id, file!.id),
        ({ scannedAt, scanReason }) => scanReason === 'modified' && scannedAt > since,
      );
    const begun = new Date().toISOString();
    await stack.simulator.fault({ kind: '500', route: `GET /2.0/files/${failing!.id}` });
    await edit(failing);
    await eventually(
      () => stack.boxward.connection(id),
      ({ problems }) => problems.some(({ itemId }) => itemId === failing!.id),
    );
    await edit(other);
    await isScanned(other, begun);
    await stack.simulator.clearFaults();

    // More often than an item may fail while Box is well.
    const route = `GET /2.0/files/${waiting!.id}`;
    for (const at of [route, 'GET /2.0/users/me']) await stack.simulator.fault({ kind: '502html', route: at });
    await edit(waiting);
    await eventually(
      () => stack.simulator.faults(),
      (faults) => faults.some((fault) => fault.route === route && fault.hits > 5),
    );
    const outage = await stack.boxward.connection(id);
    expect(outage.problems.some(({ itemId }) => itemId === waiting!.id)).toBe(false);
    await stack.simulator.clearFaults();
    await isScanned(waiting, begun);
  });
});

describe('an event stream that was not read for longer than Box keeps it', () => {
  it('is filled from the long-term log, and says so', async () => {
    const from = new Date(Date.now() - 20 * DAY_MS).toISOString();
    // The same workflow, as it would find itself after an outage of twenty days.
    const follow = await stack.temporal.workflow.start(contract.WORKFLOW_TYPES.followEvents, {
      taskQueue: contract.TASK_QUEUE,
      workflowId: 'follow-events/after-an-outage',
      args: [{ connectionId: id, anchor: { position: '1', at: from } } satisfies contract.FollowEventsInput],
    });
    const { eventStream } = await eventually(
      () => stack.boxward.connection(id),
      (connection) => (connection.eventStream?.gaps ?? []).length > 0,
    );
    expect(eventStream?.gaps[0]?.from).toBe(from);
    await follow.cancel();
    const truth = await stack.simulator.truthEvents(from, new Date(Date.now() + DAY_MS).toISOString());
    const stored = new Set((await stack.boxward.activities(id)).map(({ eventId }) => eventId));
    expect(truth.filter(({ eventId }) => !stored.has(eventId))).toEqual([]);
    expect(truth.some(({ createdAt }) => Date.parse(createdAt) < Date.now() - 8 * DAY_MS)).toBe(true);
  });
});
