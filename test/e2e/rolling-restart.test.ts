import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { boxwardAt } from '../../clients/boxward.js';
import { apiChild, workerChild } from '../../scripts/stack/boxward.js';
import type { Child } from '../../scripts/stack/child.js';
import { eventually } from '../../scripts/stack/eventually.js';
import { freePort } from '../../scripts/stack/ports.js';
import { connect, expectFilesMatch, untilScanned } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack | undefined;
let others: Child[] = [];
let folder: string | undefined;
afterEach(async () => {
  await Promise.all(others.map((child) => child.stop()));
  others = [];
  await stack?.stop();
  stack = undefined;
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** The types of the events in the histories of a connection's workflows, all runs of them. */
async function eventTypes(id: string): Promise<Map<string, number>> {
  const { temporal } = stack!;
  const counts = new Map<string, number>();
  for await (const { workflowId, runId } of temporal.workflow.list()) {
    if (!workflowId.endsWith(id)) continue;
    const { events } = await temporal.workflow.getHandle(workflowId, runId).fetchHistory();
    for (const event of events ?? []) {
      const type = Object.keys(event).find((key) => key.endsWith('EventAttributes')) ?? '';
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
  }
  return counts;
}

describe('a rolling restart of the workers', () => {
  it('in the middle of a scan fails no workflow task, loses no slice, and finds every file', async () => {
    stack = await startStack({ users: 12, files: 1_500, latencyMs: 20 });
    folder = await mkdtemp(path.join(tmpdir(), 'boxward-rolling-'));
    await stack.simulator.fault({ kind: 'latency', route: '/items', ms: 500 });
    const id = await connect(stack, 'Rolling');
    let old: Child = stack.worker;
    for (const listed of [5, 20, 40]) {
      await eventually(
        () => stack!.boxward.getConnection(id),
        ({ scan }) => scan.folders.listed >= listed,
      );
      const next = workerChild(folder, stack.env, `worker-${listed}`);
      others.push(next);
      await next.start();
      await old.stop();
      old = next;
    }
    await stack.simulator.clearFaults();
    await untilScanned(stack, id);
    await expectFilesMatch(stack, id);
    const types = await eventTypes(id);
    expect(types.get('activityTaskCompletedEventAttributes')).toBeGreaterThan(10);
    expect([types.get('workflowTaskFailedEventAttributes'), types.get('activityTaskFailedEventAttributes')]).toEqual([
      undefined,
      undefined,
    ]);
    // A worker that stops waits for its slices, so that none has to wait for the end of its heartbeats.
    expect(types.get('activityTaskTimedOutEventAttributes')).toBeUndefined();
  });
});

describe('a rolling restart of the API', () => {
  it('finishes the requests that are open, while another process takes the new ones', async () => {
    stack = await startStack({ users: 4, files: 40 });
    folder = await mkdtemp(path.join(tmpdir(), 'boxward-rolling-'));
    const id = await connect(stack, 'Rolling');
    await untilScanned(stack, id);
    const port = await freePort();
    const next = apiChild(folder, { ...stack.env, BOXWARD_LISTEN: `127.0.0.1:${port}` });
    others.push(next);
    await next.start();

    // Test API waits for Box: the request is open while the process is asked to stop.
    await stack.simulator.fault({ kind: 'latency', ms: 1_000 });
    const open = stack.boxward.request('POST', `/v1/connections/${id}/test`);
    await eventually(
      () => stack!.boxward.getConnection(id),
      ({ runningTest }) => runningTest !== null,
    );
    const stopped = stack.api.stop();
    const fromNext = boxwardAt(`http://127.0.0.1:${port}`, stack.adminToken);
    expect((await fromNext.getConnection(id)).status).toBe('connected');
    expect([200, 202]).toContain((await open).status);
    await stopped;
    expect((await fromNext.getConnection(id)).status).toBe('connected');
  });
});
