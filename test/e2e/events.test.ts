import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../scripts/stack/eventually.js';
import { connect, untilStatus } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

const WEEK_MS = 7 * 24 * 3_600_000;
let stack: RunningStack;
beforeAll(async () => {
  stack = await startStack({ users: 20, files: 800 });
});
afterAll(() => stack.stop());

describe('events of backfill and event stream together, while Box repeats and reorders them', () => {
  it('are exactly those of the 7 days before consent and all since, each stored once', async () => {
    await stack.simulator.fault({ kind: 'duplicateEvents', rate: 0.3, seed: 1 });
    await stack.simulator.fault({ kind: 'outOfOrderEvents', rate: 0.3, seed: 2 });
    const files = await stack.simulator.pick('file', 'n=60&seed=3');
    let isActive = true;
    const activity = (async () => {
      for (let i = 0; isActive; i += 1) {
        const type = ['edit', 'preview', 'share', 'download'][i % 4]!;
        await stack.simulator.act([
          { type, fileId: files[i % files.length]!.id, ...(type === 'share' ? { access: 'company' } : {}) },
        ]);
        // The pace of the users: about 30 actions a second.
        await delay(30);
      }
    })();
    const id = await connect(stack, 'Backfill and stream');
    await untilStatus(stack, id, 'connected');
    await eventually(
      () => stack.boxward.getConnection(id),
      ({ backfill }) => backfill?.state === 'done',
    );
    await eventually(
      () => stack.boxward.listActivities(id),
      (activities) => activities.some(({ source }) => source === 'stream'),
    );
    isActive = false;
    await activity;

    const { backfill } = await stack.boxward.getConnection(id);
    const consentedAt = Date.parse(backfill!.from) + WEEK_MS;
    const truth = await stack.simulator.truthEvents(backfill!.from, new Date(Date.now() + 60_000).toISOString());
    expect(truth.some(({ createdAt }) => Date.parse(createdAt) < consentedAt)).toBe(true);
    expect(truth.some(({ createdAt }) => Date.parse(createdAt) > consentedAt)).toBe(true);
    const expected = truth.map(({ eventId }) => eventId).sort();
    const stored = await eventually(
      () => stack.boxward.listActivities(id),
      (activities) => activities.length >= expected.length,
      { everyMs: 500 },
    );
    expect(stored.map(({ eventId }) => eventId).sort()).toEqual(expected);
    expect(new Set(stored.map(({ source }) => source))).toEqual(new Set(['backfill', 'stream']));
  });
});

describe("the backfill, while Box's clock is an hour ahead of ours", () => {
  it('ends as soon as late events have arrived by that clock', async () => {
    await stack.simulator.advance(3_600_000);
    const id = await connect(stack, 'An hour ahead');
    const { backfill } = await eventually(
      () => stack.boxward.getConnection(id),
      (connection) => connection.backfill?.state === 'done',
    );
    expect(Date.parse(backfill!.to)).toBeGreaterThan(Date.now() + 3_000_000);
    await stack.boxward.purge(id);
  });
});
