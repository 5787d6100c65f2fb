import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../workflows/contract.js';
import { eventually } from '../../scripts/stack/eventually.js';
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
  await stack.boxward.restartScan(id);
  return eventually(
    () => stack.boxward.getConnection(id),
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
    const gone = await stack.boxward.listFiles(id, { state: 'gone' });
    expect(gone.map(({ fileId }) => fileId)).toEqual([purged!.id]);
    await stack.simulator.settings({ eventLatencyMs: { streaming: 0, adminLogs: 0 } });
  });

  it('in the middle of one loses nothing: what the old one has in hand does not count for the new', async () => {
    const listing = { kind: 'latency', route: '/items', ms: 1_500 };
    await stack.simulator.fault(listing);
    await stack.boxward.restartScan(id);
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ scan }) => scan.generation === 4 && scan.folders.listed > 0,
    );
    await stack.boxward.restartScan(id);
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ scan }) => scan.generation === 5,
    );
    await stack.simulator.clearFaults();
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ scan }) => scan.state === 'idle' && scan.folders.waiting === 0,
      { timeoutMs: 120_000 },
    );
    await expectTruth(stack, id);
  });

  it('leaves out the users whom Box no longer lists, and marks none of their files gone', async () => {
    await stack.simulator.fault({ kind: '403', route: 'GET /2.0/users?' });
    const { problems, scan } = await rescan(6);
    expect(scan.users.skipped).toBeGreaterThan(0);
    expect(problems.some(({ code }) => code === 'users_not_permitted')).toBe(true);
    await stack.simulator.clearFaults();
    await expectTruth(stack, id);
    await rescan(7);
    await expectTruth(stack, id);
  });

  it('comes through a storm of 429 and 500 with the truth intact', async () => {
    await stack.simulator.fault({ kind: '429', route: 'GET /2.0/folders', rate: 0.2, seed: 7, ms: 1_000 });
    await stack.simulator.fault({ kind: '500', route: 'GET /2.0/', rate: 0.05, seed: 8 });
    await stack.simulator.fault({ kind: 'truncatedJson', route: 'GET /2.0/folders', rate: 0.05, seed: 9 });
    await stack.simulator.fault({ kind: 'reset', route: 'GET /2.0/', rate: 0.03, seed: 10 });
    await rescan(8);
    await stack.simulator.clearFaults();
    await expectTruth(stack, id);
  });
});

describe('a file whose collaborations Box does not tell', () => {
  it('is scanned as one that anybody may reach, and neither its folder nor its owner suffers for it', async () => {
    const before = (await stack.boxward.getConnection(id)).scan;
    const shared = (await stack.simulator.truthFiles()).find(({ hasCollaborations }) => hasCollaborations)!;
    await stack.simulator.fault({ kind: '403', route: `GET /2.0/files/${shared.fileId}/collaborations` });
    const { scan } = await rescan((before.generation ?? 0) + 1);
    expect(scan.users.skipped).toBe(before.users.skipped);
    expect(scan.problems).toBe(before.problems);
    expect(['external', 'public']).toContain((await stack.boxward.getFile(id, shared.fileId)).access);
    await stack.simulator.clearFaults();
    await rescan((scan.generation ?? 0) + 1);
    await expectTruth(stack, id);
  });

  it('ends nothing when it is not there: the next look sees how it stands', async () => {
    const [file] = await stack.simulator.pick('file', 'n=1&seed=41');
    await stack.simulator.act([
      { type: 'collaborate', fileId: file!.id, login: 'x@partner.example', status: 'accepted' },
    ]);
    await eventually(
      () => stack.boxward.getFile(id, file!.id),
      ({ access }) => access === 'external' || access === 'public',
    );
    const route = `GET /2.0/files/${file!.id}/collaborations`;
    await stack.simulator.fault({ kind: '404', route });
    await stack.simulator.act([{ type: 'edit', fileId: file!.id }]);
    await eventually(
      () => stack.simulator.faults(),
      (faults) => faults.some((fault) => fault.route === route && fault.hits > 1),
    );
    await stack.simulator.clearFaults();
    await eventually(
      async () => {
        await expectTruth(stack, id);
        return true;
      },
      (isTrue) => isTrue,
    );
  });
});

describe('a changed file that keeps failing', () => {
  it('is set aside with its error while others go on, but waits when it is Box that is in trouble', async () => {
    const [failing, other, waiting] = await stack.simulator.pick('file', 'n=3&seed=31');
    const edit = (file: typeof failing) => stack.simulator.act([{ type: 'edit', fileId: file!.id }]);
    const isScanned = (file: typeof failing, since: string) =>
      eventually(
        () => stack.boxward.getFile(id, file!.id),
        ({ scannedAt, scanReason }) => scanReason === 'modified' && scannedAt > since,
      );
    const begun = new Date().toISOString();
    await stack.simulator.fault({ kind: '500', route: `GET /2.0/files/${failing!.id}` });
    await edit(failing);
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ problems }) => problems.some(({ itemId }) => itemId === failing!.id),
    );
    await edit(other);
    await isScanned(other, begun);
    await stack.simulator.clearFaults();

    // More often than an item may fail while Box is well.
    const route = `GET /2.0/files/${waiting!.id}`;
    for (const at of [route, 'GET /2.0/folders/0/items']) await stack.simulator.fault({ kind: '502html', route: at });
    await edit(waiting);
    await eventually(
      () => stack.simulator.faults(),
      (faults) => faults.some((fault) => fault.route === route && fault.hits > 5),
    );
    const outage = await stack.boxward.getConnection(id);
    expect(outage.problems.some(({ itemId }) => itemId === waiting!.id)).toBe(false);
    await stack.simulator.clearFaults();
    await isScanned(waiting, begun);
  });
});

describe('an event stream that was not read for longer than Box keeps it', () => {
  it('is filled from the long-term log, and says so', async () => {
    const from = new Date(Date.now() - 20 * DAY_MS).toISOString();
    // Only one follows a connection's events at a time: what two write about them they would take from each other.
    const usual = stack.temporal.workflow.getHandle(contract.followEventsWorkflowId(id));
    await usual.cancel();
    await usual.result().catch(() => undefined);
    // The same workflow, as it would find itself after an outage of twenty days.
    const follow = await stack.temporal.workflow.start(contract.WORKFLOW_TYPES.followEvents, {
      taskQueue: contract.TASK_QUEUE,
      workflowId: 'follow-events/after-an-outage',
      args: [{ connectionId: id, anchor: { position: '1', at: from } } satisfies contract.FollowEventsInput],
    });
    const { eventStream } = await eventually(
      () => stack.boxward.getConnection(id),
      (connection) => (connection.eventStream?.gaps ?? []).length > 0,
    );
    expect(eventStream?.gaps[0]?.from).toBe(from);
    await follow.cancel();
    const truth = await stack.simulator.truthEvents(from, new Date(Date.now() + DAY_MS).toISOString());
    const stored = new Set((await stack.boxward.listActivities(id)).map(({ eventId }) => eventId));
    expect(truth.filter(({ eventId }) => !stored.has(eventId))).toEqual([]);
    expect(truth.some(({ createdAt }) => Date.parse(createdAt) < Date.now() - 8 * DAY_MS)).toBe(true);
  });
});

describe('a scan whose history has become long', () => {
  it('goes on with the express lane while the bulk waits for Box, and continues as new without waiting long', async () => {
    await stack.boxward.pauseScan(id);
    const scan = await stack.temporal.workflow.start(contract.WORKFLOW_TYPES.fullScan, {
      taskQueue: contract.TASK_QUEUE,
      workflowId: 'full-scan/handing-over',
      args: [{ connectionId: id, maxHistoryEvents: 60 } satisfies contract.FullScanInput],
    });
    await eventually(
      () => scan.query(contract.progress),
      ({ state }) => state === 'idle',
    );
    await stack.simulator.fault({ kind: 'hang', route: '/items' });
    await scan.signal(contract.restart);
    await eventually(
      () => scan.query(contract.progress),
      ({ slicesInFlight }) => slicesInFlight > 0,
    );
    const run = (await scan.describe()).runId;
    await Promise.all(Array.from({ length: 60 }, () => scan.signal(contract.resume)));
    const [file] = await stack.simulator.pick('file', 'n=1&seed=53');
    const at = new Date().toISOString();
    const change = { fileId: file!.id, ownerId: file!.ownerId, eventId: null, eventType: 'EDIT', at };
    await scan.signal(contract.fileModified, [change]);
    await eventually(
      () => stack.boxward.getFile(id, file!.id),
      ({ scannedAt, scanReason }) => scanReason === 'modified' && scannedAt >= at,
    );
    expect((await scan.describe()).runId, 'before it handed over').toBe(run);
    await eventually(
      async () => (await scan.describe()).runId,
      (runId) => runId !== run,
    );
    await stack.simulator.clearFaults();
    await scan.cancel();
  });
});
