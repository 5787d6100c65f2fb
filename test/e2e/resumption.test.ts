import { afterEach, describe, expect, it } from 'vitest';
import { eventually, eventuallyPasses } from '../../scripts/stack/eventually.js';
import { connect, expectFilesMatch, untilScanned, untilStatus } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack | undefined;
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
});

/** Expects the stored events to be exactly those since the start of the backfill, each once. */
async function expectEventsMatch(id: string): Promise<void> {
  const { backfill } = await stack!.boxward.getConnection(id);
  const truth = await stack!.simulator.truthEvents(backfill!.from, new Date(Date.now() + 60_000).toISOString());
  const stored = await stack!.boxward.listActivities(id);
  expect(stored.map(({ eventId }) => eventId).sort()).toEqual(truth.map(({ eventId }) => eventId).sort());
}

describe('a worker that is killed', () => {
  it('continues the backfill where it stopped, and every event is stored once', async () => {
    // Four pages of events, each of them slow.
    stack = await startStack({ users: 80, files: 800 });
    await stack.simulator.fault({ kind: 'latency', route: 'stream_type=admin_logs&', ms: 1_500 });
    const id = await connect(stack, 'Killed in the backfill');
    for (const pages of [1, 2]) {
      await eventually(
        () => stack!.boxward.getConnection(id),
        ({ backfill }) => backfill?.state === 'running' && backfill.events >= pages * 500,
        { everyMs: 20 },
      );
      await stack.worker.kill();
      expect((await stack.boxward.getConnection(id)).backfill?.state).toBe('running');
      await stack.worker.start();
    }
    await stack.simulator.clearFaults();
    await untilScanned(stack, id);
    await expectEventsMatch(id);
    await expectFilesMatch(stack, id);
  });

  it('continues the scan where it stopped, and every file is found', async () => {
    stack = await startStack({ users: 15, files: 2_000, latencyMs: 20 });
    await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 1_000 });
    const id = await connect(stack, 'Killed in the scan');
    for (const listed of [3, 25]) {
      await eventually(
        () => stack!.boxward.getConnection(id),
        ({ scan }) => scan.folders.listed >= listed,
      );
      await stack.worker.kill();
      expect((await stack.boxward.getConnection(id)).scan.finishedAt).toBeNull();
      await stack.worker.start();
    }
    await stack.simulator.clearFaults();
    await untilScanned(stack, id);
    await expectFilesMatch(stack, id);
    await expectEventsMatch(id);
    const { scan } = await stack.boxward.getConnection(id);
    expect(scan.files.found).toBe((await stack.simulator.truthFiles()).length);
  });
});

describe('a revoked refresh token', () => {
  it('requires a new consent, refuses one for another enterprise, and then the scan resumes', async () => {
    stack = await startStack({ users: 10, files: 1_500, latencyMs: 40 });
    const id = await connect(stack, 'Revoked');
    await eventually(
      () => stack!.boxward.getConnection(id),
      ({ scan }) => scan.folders.listed >= 5,
    );
    await stack.simulator.fault({ kind: 'revokeRefreshTokens' });
    await stack.simulator.fault({ kind: 'expireAccessTokens' });
    const parked = await untilStatus(stack, id, 'needs_reauthorization');
    expect(parked.statusReason?.code).toBe('refresh_token_rejected');
    const files = await stack.simulator.pick('file', 'n=3&seed=23');
    await stack.simulator.act(files.map(({ id: fileId }) => ({ type: 'edit', fileId })));
    await stack.simulator.clearFaults();

    const otherEnterprise = await stack.boxward.createConsentLink(id);
    await stack.simulator.consent(otherEnterprise, { login: 'admin@other-enterprise.example' });
    const refused = await eventually(
      () => stack!.boxward.getConnection(id),
      ({ status, statusReason }) => status === 'needs_reauthorization' && statusReason?.code === 'different_enterprise',
    );
    expect(refused.enterprise).toEqual(parked.enterprise);

    const again = await stack.boxward.createConsentLink(id);
    await stack.simulator.consent(again);
    await untilStatus(stack, id, 'connected');
    const scanned = await untilScanned(stack, id);
    expect(scanned.scan.generation).toBe(1);
    await eventuallyPasses(() => expectFilesMatch(stack!, id), { everyMs: 1_000 });
  });
});
