import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as contract from '../../workflows/contract.js';
import { eventually, eventuallyPasses } from '../../scripts/stack/eventually.js';
import { type Connection } from '../../clients/boxward.js';
import { connect, expectFilesMatch, untilScanned } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack;
let id: string;
beforeAll(async () => {
  stack = await startStack({ users: 8, files: 500 });
  id = await connect(stack, 'Outages');
  await untilScanned(stack, id);
});
afterAll(() => stack.stop());
afterEach(() => stack.simulator.clearFaults());

const untilConnection = (isWanted: (connection: Connection) => boolean) =>
  eventually(() => stack.boxward.getConnection(id), isWanted);
const untilIdle = (generation: number) =>
  untilConnection(({ scan }) => scan.generation === generation && scan.state === 'idle' && scan.folders.waiting === 0);
/** Starts another scan, waits until it has folders to list, and returns its generation. */
async function restart(): Promise<number> {
  const { scan } = await stack.boxward.getConnection(id);
  const generation = (scan.generation ?? 0) + 1;
  await stack.boxward.restartScan(id);
  await untilConnection(({ scan: { generation: now, folders } }) => now === generation && folders.waiting > 0);
  return generation;
}
/** How often a folder may fail while Box is up, before it is parked. */
const MAX_ATTEMPTS = 5;

/** Runs SQL and returns the number of rows that it affected. */
async function execute(sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

describe('an outage of Box', () => {
  it('parks no folder during a scan: all are deferred, and listed when the outage is over', async () => {
    await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 300 });
    const generation = await restart();
    const { folders } = (await stack.boxward.getConnection(id)).scan;
    await stack.simulator.fault({ kind: '502html', route: '/items' });
    await stack.simulator.fault({ kind: '502html', route: 'GET /2.0/' });
    // By then, every folder would have used up its attempts, if they counted.
    await eventually(
      async () => (await stack.simulator.faults()).find(({ kind, route }) => kind === '502html' && route === '/items'),
      (listings) => (listings?.hits ?? 0) >= MAX_ATTEMPTS * folders.waiting,
    );
    await stack.simulator.clearFaults();
    const { scan } = await untilIdle(generation);
    expect(scan.problems).toBe(0);
    await expectFilesMatch(stack, id);
  });

  it.each([
    ['returns errors', '500'],
    ['does not respond', 'hang'],
  ])('does not end the event stream when Box %s for longer than a poll is retried', async (_, kind) => {
    await stack.simulator.fault({ kind, route: 'stream_type=admin_logs_streaming' });
    // Runs beside the connection's own workflow; only its polls are counted.
    const follower = await stack.temporal.workflow.start(contract.WORKFLOW_TYPES.followEvents, {
      taskQueue: contract.TASK_QUEUE,
      workflowId: `follow-events/short-poll-${kind}`,
      args: [
        {
          connectionId: id,
          anchor: { position: '0', at: new Date().toISOString() },
          maxPollMs: 4_000,
        } satisfies contract.FollowEventsInput,
      ],
    });
    const polls = async () => {
      const events = (await follower.fetchHistory()).events ?? [];
      return {
        // Polls that used up their retries: the last call failed or timed out.
        failed: events.filter(
          (event) => event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes,
        ),
        completed: events.filter((event) => event.activityTaskCompletedEventAttributes),
      };
    };
    await eventually(polls, ({ failed }) => failed.length >= 2);
    await stack.simulator.clearFaults();
    const before = await polls();
    await eventually(polls, ({ completed }) => completed.length > before.completed.length);
    await follower.cancel();
  });
});

describe('a folder that is being listed', () => {
  it('is listed again from the start when Box no longer accepts its page marker', async () => {
    await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 1_500 });
    const generation = await restart();
    await stack.boxward.pauseScan(id);
    const replaceMarkers = `update frontier set marker = 'expired' where connection_id = '${id}' and lease_id is null`;
    await eventually(
      () => execute(replaceMarkers),
      (replaced) => replaced > 0,
    );
    await stack.simulator.clearFaults();
    await stack.boxward.resumeScan(id);
    const { scan } = await untilIdle(generation);
    expect(scan.problems).toBe(0);
    await expectFilesMatch(stack, id);
  });

  it('is continued by the next slice when one is not enough, and no file is requested twice', async () => {
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
    await untilIdle(await restart());
    const hits = (await stack.simulator.faults()).map((fault) => fault.hits);
    expect(hits.length).toBe(inside.length);
    expect(new Set(hits)).toEqual(new Set([1]));
    await stack.simulator.clearFaults();
    await expectFilesMatch(stack, id);
  });

  it('is listed under its new owner when it is moved, and not marked gone', async () => {
    await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 1_000 });
    const generation = await restart();
    const folders = await stack.simulator.pick('folder', 'n=100&seed=5&minFiles=2');
    const isTop = ({ path }: { readonly path: string }) => path.split('/').length === 2;
    const target = folders.find(isTop)!;
    const moved = folders.filter((folder) => isTop(folder) && folder.ownerId !== target.ownerId);
    expect(moved.length).toBeGreaterThan(0);
    await stack.simulator.act(moved.map(({ id: folderId }) => ({ type: 'move', folderId, toFolderId: target.id })));
    await stack.simulator.clearFaults();
    await untilIdle(generation);
    await eventuallyPasses(() => expectFilesMatch(stack, id));
  });
});
