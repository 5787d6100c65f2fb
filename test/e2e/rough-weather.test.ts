import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../workflows/contract.js';
import { eventually } from '../../scripts/stack/eventually.js';
import { type Connection } from '../../clients/boxward.js';
import { connect, expectTruth, untilScanned } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack;
let id: string;
beforeAll(async () => {
  stack = await startStack({ users: 8, files: 500 });
  id = await connect(stack, 'Rough weather');
  await untilScanned(stack, id);
});
afterAll(() => stack.stop());
afterEach(() => stack.simulator.clearFaults());

const scanned = (isSo: (connection: Connection) => boolean, timeoutMs = 120_000) =>
  eventually(() => stack.boxward.getConnection(id), isSo, { timeoutMs });
const idle = (generation: number) =>
  scanned(({ scan }) => scan.generation === generation && scan.state === 'idle' && scan.folders.waiting === 0);
/** Begins another scan and waits until it is under way; answers its generation. */
async function restart(): Promise<number> {
  const { scan } = await stack.boxward.getConnection(id);
  const generation = (scan.generation ?? 0) + 1;
  await stack.boxward.restartScan(id);
  await scanned(({ scan: { generation: now, folders } }) => now === generation && folders.waiting > 0);
  return generation;
}
async function query(text: string): Promise<number> {
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    return (await client.query(text)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

describe('an outage of Box’s in the middle of a scan', () => {
  it('sets no folder aside: all of them wait, and are listed when it is over', async () => {
    await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 300 });
    const generation = await restart();
    await stack.simulator.fault({ kind: '502html', route: 'GET /2.0/' });
    // Long enough that every folder would have failed as often as a folder may.
    await delay(25_000);
    await stack.simulator.clearFaults();
    const { scan } = await idle(generation);
    expect(scan.problems).toBe(0);
    await expectTruth(stack, id);
  });

  it.each([
    ['answers that it cannot', '500'],
    ['does not answer', 'hang'],
  ])('in which it %s for longer than a poll has patience does not end the event stream', async (_, kind) => {
    await stack.simulator.fault({ kind, route: 'stream_type=admin_logs_streaming' });
    // Beside the usual one, whose place it does not take: it is only asked how often it tried.
    const impatient = await stack.temporal.workflow.start(contract.WORKFLOW_TYPES.followEvents, {
      taskQueue: contract.TASK_QUEUE,
      workflowId: `follow-events/impatient-${kind}`,
      args: [
        {
          connectionId: id,
          anchor: { position: '0', at: new Date().toISOString() },
          maxPollMs: 4_000,
        } satisfies contract.FollowEventsInput,
      ],
    });
    const polls = async () => {
      const events = (await impatient.fetchHistory()).events ?? [];
      return {
        // Its last try ended before its patience did, or with it.
        givenUp: events.filter(
          (event) => event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes,
        ),
        answered: events.filter((event) => event.activityTaskCompletedEventAttributes),
      };
    };
    await eventually(polls, ({ givenUp }) => givenUp.length >= 2);
    await stack.simulator.clearFaults();
    const before = await polls();
    await eventually(polls, ({ answered }) => answered.length > before.answered.length);
    await impatient.cancel();
  });
});

describe('a folder in the middle of its listing', () => {
  it('is listed from its beginning when Box no longer knows our place in it', async () => {
    await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 1_500 });
    const generation = await restart();
    await stack.boxward.pauseScan(id);
    const forget = `update frontier set marker = 'long-forgotten' where connection_id = '${id}' and lease_id is null`;
    await eventually(
      () => query(forget),
      (forgotten) => forgotten > 0,
    );
    await stack.simulator.clearFaults();
    await stack.boxward.resumeScan(id);
    const { scan } = await idle(generation);
    expect(scan.problems).toBe(0);
    await expectTruth(stack, id);
  });

  it('that takes longer than a slice is gone on with, and no file of it is asked for twice', async () => {
    const [folder] = await stack.simulator.pick('folder', 'n=1&seed=3&minFiles=15');
    const inside = (await stack.simulator.truthFiles()).filter(
      ({ path }) => path.startsWith(`${folder!.path}/`) && !path.slice(folder!.path.length + 1).includes('/'),
    );
    await stack.simulator.act(
      inside.map(({ fileId }) => ({ type: 'collaborate', fileId, login: 'someone@partner.example' })),
    );
    await eventually(
      () => stack.boxward.listFiles(id, { folderId: folder!.id }),
      (files) => files.filter(({ access }) => access === 'external' || access === 'public').length >= inside.length,
    );
    await untilScanned(stack, id);
    for (const { fileId } of inside) {
      await stack.simulator.fault({ kind: 'latency', route: `/files/${fileId}/collaborations`, ms: 300 });
    }
    await idle(await restart());
    const hits = (await stack.simulator.faults()).map((fault) => fault.hits);
    expect(hits.length).toBe(inside.length);
    expect(new Set(hits)).toEqual(new Set([1]));
    await stack.simulator.clearFaults();
    await expectTruth(stack, id);
  });

  it('that changes hands is listed at its new owner, and marked gone on account of nobody', async () => {
    await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 1_000 });
    const generation = await restart();
    const folders = await stack.simulator.pick('folder', 'n=100&seed=5&minFiles=2');
    const isTop = ({ path }: { readonly path: string }) => path.split('/').length === 2;
    const target = folders.find(isTop)!;
    const moved = folders.filter((folder) => isTop(folder) && folder.ownerId !== target.ownerId);
    expect(moved.length).toBeGreaterThan(0);
    await stack.simulator.act(moved.map(({ id: folderId }) => ({ type: 'move', folderId, toFolderId: target.id })));
    await stack.simulator.clearFaults();
    await idle(generation);
    await eventually(
      async () => {
        await expectTruth(stack, id);
        return true;
      },
      (isTrue) => isTrue,
    );
  });
});
