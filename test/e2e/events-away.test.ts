import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually, eventuallyPasses } from '../../scripts/stack/eventually.js';
import * as contract from '../../workflows/contract.js';
import { connect, untilStatus } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack;
beforeAll(async () => {
  stack = await startStack({ users: 6, files: 120 });
});
afterAll(() => stack.stop());
afterEach(() => stack.simulator.clearFaults());

const edit = async (seed: number) => {
  const files = await stack.simulator.pick('file', `n=3&seed=${seed}`);
  await stack.simulator.act(files.map(({ id: fileId }) => ({ type: 'edit', fileId })));
};

/** Expects the stored events to be exactly those since the start of the backfill. */
async function expectEventsMatch(id: string): Promise<void> {
  const { backfill } = await stack.boxward.getConnection(id);
  const truth = await stack.simulator.truthEvents(backfill!.from);
  const stored = await stack.boxward.listActivities(id);
  expect(stored.map(({ eventId }) => eventId).sort()).toEqual(truth.map(({ eventId }) => eventId).sort());
}

describe('an event log that cannot be read while an account is connected', () => {
  it.each([
    ['Box answers 500', { kind: '500' }],
    ['somebody on the way answers 403 with a page', { kind: 'foreign', status: 403, body: 'html' }],
    ['Box limits the rate for long', { kind: '429', ms: 3_000 }],
    ['nobody answers', { kind: 'hang' }],
    ['Box answers with JSON of another shape', { kind: 'wrongJson' }],
    ['Box refuses the request', { kind: 'boxError', status: 400, code: 'bad_request' }],
  ])('holds up neither the connection nor the scan: %s; later no event is missing', async (name, fault) => {
    await stack.simulator.fault({ ...fault, route: '/2.0/events' });
    const id = await connect(stack, name);
    await untilStatus(stack, id, 'connected');
    const { eventStream, backfill } = await eventually(
      () => stack.boxward.getConnection(id),
      ({ scan, eventStream: stream }) => scan.finishedAt !== null && (stream?.problem ?? null) !== null,
    );
    expect(backfill).toBeNull();
    expect(eventStream?.state).not.toBe('following');
    expect(Date.parse(eventStream!.problem!.nextTryAt!)).toBeGreaterThan(
      Date.parse(eventStream!.problem!.failingSince),
    );
    await edit(7);
    await stack.simulator.clearFaults();
    const healed = await eventually(
      () => stack.boxward.getConnection(id),
      ({ eventStream: stream, backfill: filled, lastTest, statusReason }) =>
        stream?.state === 'following' && filled?.state === 'done' && lastTest !== null && statusReason === null,
    );
    expect([healed.eventStream?.problem, healed.backfill?.problem]).toEqual([null, null]);
    await eventuallyPasses(() => expectEventsMatch(id));
    await stack.boxward.disconnect(id);
  });
});

describe('a list of users that cannot be read', () => {
  it('holds up neither backfill nor events', async () => {
    await stack.simulator.fault({ kind: '500', route: 'GET /2.0/users?' });
    const id = await connect(stack, 'Users away');
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ backfill, eventStream }) => backfill?.state === 'done' && eventStream?.state === 'following',
    );
    await eventuallyPasses(() => expectEventsMatch(id));
    await stack.boxward.disconnect(id);
  });
});

describe('a live stream that fails while the event log works', () => {
  it('is replaced by the log, and no event waits for the stream', async () => {
    const id = await connect(stack, 'Stream away');
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ backfill, eventStream }) => backfill?.state === 'done' && eventStream?.state === 'following',
    );
    await stack.simulator.fault({ kind: '500', route: 'stream_type=admin_logs_streaming' });
    const follower = await stack.temporal.workflow.start(contract.WORKFLOW_TYPES.followEvents, {
      taskQueue: contract.TASK_QUEUE,
      workflowId: `follow-events/beside-${id}`,
      args: [
        { connectionId: id, anchor: { position: 'no position', at: new Date().toISOString() }, maxPollMs: 3_000 },
      ] satisfies [contract.FollowEventsInput],
    });
    await edit(11);
    await eventuallyPasses(() => expectEventsMatch(id));
    const { eventStream } = await stack.boxward.getConnection(id);
    expect(eventStream?.problem?.code).toBe('box_unavailable');
    expect(eventStream?.problem?.boxSaid).toContain('500');
    await follower.cancel();
    await stack.boxward.disconnect(id);
  });
});

describe('an outage that is longer than the two weeks that Box keeps in the stream', () => {
  it('is filled from the event log, and listed as one gap', async () => {
    const id = await connect(stack, 'Two weeks');
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ backfill, eventStream }) => backfill?.state === 'done' && eventStream?.state === 'following',
    );
    await stack.worker.kill();
    await edit(13);
    await stack.simulator.advance(15 * 24 * 3_600_000);
    await stack.worker.start();
    const { eventStream } = await eventually(
      () => stack.boxward.getConnection(id),
      ({ eventStream: stream }) => (stream?.gaps.length ?? 0) > 0,
    );
    expect(eventStream?.gaps.length).toBe(1);
    await eventuallyPasses(() => expectEventsMatch(id));
    await stack.boxward.disconnect(id);
  });
});
