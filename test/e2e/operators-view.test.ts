import { defineQuery } from '@temporalio/workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../scripts/stack/eventually.js';
import { recordScanRequest } from '../../src/store/connections/connections.js';
import { openDatabase } from '../../src/store/sql/postgres.js';
import { fullScanWorkflowId, pause, progress, resume } from '../../workflows/contract.js';
import { openTransaction } from '../fixture/blocked.js';
import { connect, untilScanned } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack;
let id: string;
beforeAll(async () => {
  stack = await startStack({ users: 5, files: 120 });
  id = await connect(stack, 'Acme [and] sons');
  await untilScanned(stack, id);
});
afterAll(() => stack.stop());

const scanOf = async () => (await stack.boxward.getConnection(id)).scan;
const untilScan = (isSo: (scan: Awaited<ReturnType<typeof scanOf>>) => boolean) => eventually(scanOf, isSo);
const recent = (itemId: string, isDone: (result: string) => boolean = () => true) =>
  eventually(
    async () => (await stack.boxward.getRecentRescans(id)).find((rescan) => rescan.itemId === itemId),
    (rescan) => rescan !== undefined && isDone(rescan.result),
  );

/** What Temporal's UI shows of a workflow. */
const metadataQuery = defineQuery<{ currentDetails?: string; definition?: { signalDefinitions?: unknown[] } }>(
  '__temporal_workflow_metadata',
);
const metadata = () => stack.temporal.workflow.getHandle(fullScanWorkflowId(id)).query(metadataQuery);

describe('the last priority rescans', () => {
  it('say who did what, how long it took and what changed, for files, folders and trashed files', async () => {
    const [shared, edited, deleted] = await stack.simulator.pick('file', 'n=3&seed=5');
    const [folder] = await stack.simulator.pick('folder', 'n=1&seed=3&minFiles=3');
    const before = await stack.boxward.getFile(id, shared!.id);
    await stack.simulator.act([
      { type: 'share', fileId: shared!.id, access: 'open' },
      { type: 'edit', fileId: edited!.id },
      { type: 'delete', fileId: deleted!.id },
      { type: 'share', folderId: folder!.id, access: 'open' },
    ]);
    const opened = await recent(shared!.id);
    expect(opened).toMatchObject({
      itemType: 'file',
      name: before.name,
      path: before.path,
      cause: { eventType: 'SHARE' },
      reason: 'modified',
      result: 'scanned',
    });
    expect(opened!.actor?.login).toContain('@');
    expect(opened!.cause.eventId).toBeTruthy();
    if (before.access !== 'public') {
      expect(opened!.changed).toContainEqual({ field: 'access', from: before.access, to: 'public' });
    }
    expect(opened!.seconds).toBeGreaterThanOrEqual(0);
    expect(opened!.delayAtBoxSeconds).toBeGreaterThanOrEqual(0);
    expect((await recent(edited!.id))!.changed.map(({ field }) => field)).toContain('content');
    expect(await recent(deleted!.id)).toMatchObject({
      result: 'trashed',
      changed: [{ field: 'state', from: 'active', to: 'trashed' }],
    });
    const subtree = await recent(folder!.id);
    expect(subtree).toMatchObject({ itemType: 'folder', path: folder!.path, reason: 'subtree' });
    expect(subtree!.filesBelow).toBeGreaterThanOrEqual(3);
    // Not the first: the folder's rescan, or a new scan, may have come after it.
    const { scans } = await stack.boxward.getFile(id, edited!.id);
    expect(scans.map(({ eventType }) => eventType)).toContain('EDIT');
  });

  it('include one requested by hand that changed nothing', async () => {
    // The folder that was shared before: until its files are listed, a rescan of one of them finds its access changed.
    await untilScan(({ folders }) => folders.waiting === 0);
    const [file] = await stack.simulator.pick('file', 'n=1&seed=17');
    const accepted = await stack.boxward.promoteFiles(id, [file!.id]);
    expect(accepted).toMatchObject({ accepted: true, willTakeEffect: 'now', message: 'The files are scanned next.' });
    expect(await recent(file!.id)).toMatchObject({
      cause: { eventType: 'MANUAL', eventId: null },
      actor: null,
      reason: 'manual',
      delayAtBoxSeconds: null,
      result: 'unchanged',
      changed: [],
    });
  });
});

describe('a scan in Temporal’s UI', () => {
  it('shows its connection and its numbers in every run, and describes its signals', async () => {
    const { currentDetails, definition } = await metadata();
    expect(currentDetails).toMatch(/^\*\*Scan of Acme \\\[and\\\] sons\*\*/);
    expect(currentDetails).toMatch(/Users: \d+ of \d+ done/);
    expect(currentDetails).toMatch(/folders: \d+ listed, 0 waiting · files: \d+/);
    expect(currentDetails).toMatch(/The next one starts at \d+ \w+ \d{4}, \d\d:\d\d UTC/);
    expect(definition?.signalDefinitions).toContainEqual({ name: 'resume', description: 'Resume the paused scan.' });
  });
});

describe('a scan that Box makes wait', () => {
  it('says until when, in the heartbeat of its activity and in its details', async () => {
    await stack.simulator.fault({ kind: '429', route: '/items', ms: 12_000 });
    await stack.boxward.restartScan(id);
    const scan = stack.temporal.workflow.getHandle(fullScanWorkflowId(id));
    const heartbeats = async () => {
      const { raw } = await scan.describe();
      const payloads = (raw.pendingActivities ?? []).flatMap(
        ({ heartbeatDetails }) => heartbeatDetails?.payloads ?? [],
      );
      return payloads.map(({ data }) => Buffer.from(data ?? []).toString());
    };
    await eventually(heartbeats, (texts) => texts.some((text) => /"boxLimitsTheRateUntil":"20/.test(text)));
    await eventually(metadata, ({ currentDetails }) =>
      /Box limits the rate: next call at [\d:]+ UTC/.test(currentDetails ?? ''),
    );
    await stack.simulator.clearFaults();
    await untilScan(({ state, requested }) => state === 'idle' && requested === null);
  });
});

describe('a request to a paused scan', () => {
  it('to restart or to scan files says that it waits for the scan to be resumed, and then happens', async () => {
    expect(await stack.boxward.pauseScan(id)).toMatchObject({ requested: 'pause', willTakeEffect: 'now' });
    await untilScan(({ state, requested }) => state === 'paused' && requested === null);
    expect(await stack.boxward.pauseScan(id)).toMatchObject({
      requested: null,
      message: 'The scan is already paused.',
    });
    const { generation } = await scanOf();
    expect(await stack.boxward.restartScan(id)).toMatchObject({
      state: 'paused',
      requested: 'restart',
      willTakeEffect: 'after resume',
    });
    expect(await scanOf()).toMatchObject({ requested: 'restart', requestTakesEffect: 'after resume' });
    const [file] = await stack.simulator.pick('file', 'n=1&seed=19');
    expect(await stack.boxward.promoteFiles(id, [file!.id])).toMatchObject({ willTakeEffect: 'after resume' });
    const resumedAt = Date.now();
    await stack.boxward.resumeScan(id);
    await untilScan((scan) => scan.generation === generation! + 1 && scan.requested === null && scan.state === 'idle');
    // The pause is no delay of ours: nothing before the request to resume counts.
    const { seconds, scannedAt } = (await recent(file!.id))!;
    expect(seconds! * 1_000).toBeLessThanOrEqual(Date.parse(scannedAt) - resumedAt + 1);
  });
});

describe('a pause that arrives while an earlier state of the scan is being recorded', () => {
  it('takes effect in the portal too, and is no longer pending', async () => {
    const scan = stack.temporal.workflow.getHandle(fullScanWorkflowId(id));
    await stack.boxward.pauseScan(id);
    await untilScan(({ state, requested }) => state === 'paused' && requested === null);
    const db = openDatabase(stack.databaseUrl, { maxConnections: 1, applicationName: 'boxward-test' });
    // As the API does it: the row is locked until the signal is sent.
    const request = await openTransaction(db, (trx) => recordScanRequest(trx, id, { requested: 'pause' }));
    await scan.signal(resume);
    await eventually(
      async () => (await scan.describe()).raw.pendingActivities ?? [],
      (pending) => pending.some(({ activityType }) => activityType?.name === 'recordScanState'),
    );
    await scan.signal(pause);
    await eventually(
      () => scan.query(progress),
      ({ state }) => state === 'paused',
    );
    await request.commit();
    await db.destroy();
    await untilScan(({ state, requested }) => state === 'paused' && requested === null);
    await stack.boxward.resumeScan(id);
    await untilScan(({ state, requested }) => state === 'idle' && requested === null);
  });
});

describe('a request while no worker is running', () => {
  it('says that it waits for a worker, and takes effect when one is back', async () => {
    await stack.worker.kill();
    await eventually(
      () => stack.boxward.pauseScan(id),
      ({ willTakeEffect }) => willTakeEffect === 'when a worker is back',
      { everyMs: 2_000 },
    );
    expect(await scanOf()).toMatchObject({ requested: 'pause', requestTakesEffect: 'when a worker is back' });
    expect((await stack.boxward.getQueue(id)).items).toEqual([]);
    const test = await stack.boxward.request('POST', `/v1/connections/${id}/test?wait=1`);
    expect(test.status).toBe(503);
    expect(((await test.json()) as { detail: string }).detail).toContain('No worker is running');
    await stack.worker.start();
    await untilScan(({ state, requested }) => state === 'paused' && requested === null);
    await stack.boxward.resumeScan(id);
    await untilScan(({ state, requested }) => state === 'idle' && requested === null);
  });
});
