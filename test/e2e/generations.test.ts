import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../workflows/contract.js';
import { eventually, eventuallyPasses } from '../../scripts/stack/eventually.js';
import { connect, expectFilesMatch, untilScanned } from './support/scenario.js';
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

/** Runs another scan to its end. */
const rescan = async () => {
  const generation = ((await stack.boxward.getConnection(id)).scan.generation ?? 0) + 1;
  await stack.boxward.restartScan(id);
  return eventually(
    () => stack.boxward.getConnection(id),
    ({ scan }) => scan.generation === generation && scan.state === 'idle' && scan.folders.waiting === 0,
  );
};

describe('a new scan of a connection', () => {
  it('parks a folder that keeps failing without marking anything gone, and the next one retries it', async () => {
    const [folder] = await stack.simulator.pick('folder', 'n=1&seed=3&minFiles=3');
    await stack.simulator.fault({ kind: '500', route: `GET /2.0/folders/${folder!.id}/items` });
    const { problems, scan } = await rescan();
    expect(scan.problems).toBeGreaterThan(0);
    const listed = problems.find(({ code }) => code === 'box_unavailable');
    expect(listed?.remedy).toBeTruthy();
    await expectFilesMatch(stack, id);
    await stack.simulator.clearFaults();
    expect((await rescan()).scan.problems).toBe(0);
  });

  it('finds changes that the event stream did not report, and marks missing files gone', async () => {
    // From here on no event reaches Boxward.
    await stack.simulator.settings({ eventLatencyMs: { streaming: DAY_MS, adminLogs: DAY_MS } });
    const [purged, edited] = await stack.simulator.pick('file', 'n=2&seed=5');
    await stack.simulator.act([
      { type: 'purge', fileId: purged!.id },
      { type: 'edit', fileId: edited!.id },
    ]);
    const { scan } = await rescan();
    expect(scan.problems).toBe(0);
    await expectFilesMatch(stack, id);
    const gone = await stack.boxward.listFiles(id, { state: 'gone' });
    expect(gone.map(({ fileId }) => fileId)).toEqual([purged!.id]);
    await stack.simulator.settings({ eventLatencyMs: { streaming: 0, adminLogs: 0 } });
  });

  it('started during another one scans everything: work of the old scan does not count for the new one', async () => {
    const before = (await stack.boxward.getConnection(id)).scan.generation ?? 0;
    await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 1_500 });
    await stack.boxward.restartScan(id);
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ scan }) => scan.generation === before + 1 && scan.folders.listed > 0,
    );
    await stack.boxward.restartScan(id);
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ scan }) => scan.generation === before + 2,
    );
    await stack.simulator.clearFaults();
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ scan }) => scan.state === 'idle' && scan.folders.waiting === 0,
    );
    await expectFilesMatch(stack, id);
  });

  it('skips users when Box refuses to list them, and marks none of their files gone', async () => {
    await stack.simulator.fault({ kind: '403', route: 'GET /2.0/users?' });
    const { problems, scan } = await rescan();
    expect(scan.users.skipped).toBeGreaterThan(0);
    expect(problems.some(({ code }) => code === 'users_not_permitted')).toBe(true);
    await stack.simulator.clearFaults();
    await expectFilesMatch(stack, id);
    await rescan();
    await expectFilesMatch(stack, id);
  });

  it('lists the users again, although Test API found that the admin may not', async () => {
    await stack.simulator.fault({ kind: '403', route: 'GET /2.0/users?' });
    await stack.boxward.testApi(id);
    expect((await stack.boxward.getConnection(id)).coverage).toBe('own_files');
    await stack.simulator.clearFaults();
    const { coverage, scan } = await rescan();
    expect(coverage).toBe('full');
    expect(scan.users.skipped).toBe(0);
    await expectFilesMatch(stack, id);
  });

  it('finds every file despite many 429 and 500 responses, truncated responses and connection resets', async () => {
    await stack.simulator.fault({ kind: '429', route: 'GET /2.0/folders', rate: 0.2, seed: 7, ms: 1_000 });
    await stack.simulator.fault({ kind: '500', route: 'GET /2.0/', rate: 0.05, seed: 8 });
    await stack.simulator.fault({ kind: 'truncatedJson', route: 'GET /2.0/folders', rate: 0.05, seed: 9 });
    await stack.simulator.fault({ kind: 'reset', route: 'GET /2.0/', rate: 0.03, seed: 10 });
    await rescan();
    await stack.simulator.clearFaults();
    await expectFilesMatch(stack, id);
  });
});

describe('a file whose collaborations Box does not return', () => {
  it('is scanned as externally accessible on 403, and neither its folder nor its owner is skipped', async () => {
    const before = (await stack.boxward.getConnection(id)).scan;
    const shared = (await stack.simulator.truthFiles()).find(({ hasCollaborations }) => hasCollaborations)!;
    await stack.simulator.fault({ kind: '403', route: `GET /2.0/files/${shared.fileId}/collaborations` });
    const { scan } = await rescan();
    expect(scan.users.skipped).toBe(before.users.skipped);
    expect(scan.problems).toBe(before.problems);
    expect(['external', 'public']).toContain((await stack.boxward.getFile(id, shared.fileId)).access);
    await stack.simulator.clearFaults();
    await rescan();
    await expectFilesMatch(stack, id);
  });

  it('is scanned again on 404, until Box returns its collaborations', async () => {
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
    await eventuallyPasses(() => expectFilesMatch(stack, id));
  });
});

describe('a changed file that keeps failing', () => {
  it('is parked with its error while other files are scanned, but only deferred when Box is down', async () => {
    const [failing, other, waiting] = await stack.simulator.pick('file', 'n=3&seed=31');
    const edit = (file: typeof failing) => stack.simulator.act([{ type: 'edit', fileId: file!.id }]);
    const untilRescanned = (file: typeof failing, since: string) =>
      eventually(
        () => stack.boxward.getFile(id, file!.id),
        ({ scannedAt, scanReason }) => scanReason === 'modified' && scannedAt > since,
      );
    const startedAt = new Date().toISOString();
    await stack.simulator.fault({ kind: '500', route: `GET /2.0/files/${failing!.id}` });
    await edit(failing);
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ problems }) => problems.some(({ itemId }) => itemId === failing!.id),
    );
    await edit(other);
    await untilRescanned(other, startedAt);
    await stack.simulator.clearFaults();

    // More failures than an item may have while Box is healthy.
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
    await untilRescanned(waiting, startedAt);
  });
});

describe('an event stream that was not polled for longer than Box keeps its events', () => {
  it('has its gap filled from the long-term log, and the gap is reported', async () => {
    const from = new Date(Date.now() - 20 * DAY_MS).toISOString();
    // Only one workflow at a time may follow a connection's events: two would overwrite each other's state.
    const original = stack.temporal.workflow.getHandle(contract.followEventsWorkflowId(id));
    await original.cancel();
    await original.result().catch(() => undefined);
    // The same workflow, started as if after an outage of twenty days.
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

describe('a scan whose workflow history has become long', () => {
  it('still scans changed files while a listing hangs, then continues as new without waiting for it', async () => {
    await stack.boxward.pauseScan(id);
    const scan = await stack.temporal.workflow.start(contract.WORKFLOW_TYPES.fullScan, {
      taskQueue: contract.TASK_QUEUE,
      workflowId: 'full-scan/continued-as-new',
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
    expect((await scan.describe()).runId, 'before it continues as new').toBe(run);
    await eventually(
      async () => (await scan.describe()).runId,
      (runId) => runId !== run,
    );
    await stack.simulator.clearFaults();
    await scan.cancel();
  });
});
