import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { nextAction, WORKING_DAY, type ActivityKind } from '../../../simulator/activity/next-action.js';
import { createWorld } from '../../../simulator/enterprise/world/create-world.js';
import { createState } from '../../../simulator/start.js';
import { activeItems } from '../../../simulator/enterprise/world/items.js';

const SIZE = { users: 8, files: 300, seed: 5 };
const world = createWorld({ ...SIZE, startedAt: Date.UTC(2026, 2, 4) });
const NONE = { shared: [], trashed: [] };

// Seconds of work: the limit of unit tests is too short for it on a busy machine.
describe('the next generated action', () => {
  it('is determined by the seed and its number', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(100_000), (seed, number) => {
        expect(nextAction(world, NONE, WORKING_DAY, seed, number)).toEqual(
          nextAction(world, NONE, WORKING_DAY, seed, number),
        );
      }),
    );
  });

  it('follows the weights of the mix', () => {
    const actions = Array.from({ length: 4_000 }, (_, i) => nextAction(world, NONE, { edit: 3, login: 1 }, 7, i));
    const share = (type: ActivityKind) => actions.filter((action) => action?.type === type).length / actions.length;
    // Within three and a half standard deviations of the weights, among the draws that give an action.
    const done = actions.filter((action) => action !== undefined);
    const edits = done.filter(({ type }) => type === 'edit').length;
    expect(done.length).toBeGreaterThan(0.8 * actions.length);
    expect(share('login')).toBeGreaterThan(0.25 - 3.5 * Math.sqrt((0.25 * 0.75) / actions.length));
    expect(share('login')).toBeLessThan(0.25 + 3.5 * Math.sqrt((0.25 * 0.75) / actions.length));
    expect(edits).toBe(done.length - actions.filter((action) => action?.type === 'login').length);
  });

  it('unshares and restores only items that are shared or trashed', () => {
    const undo = (shared: string[], trashed: string[]) => [
      nextAction(world, { shared, trashed }, { unshare: 1 }, 1, 1),
      nextAction(world, { shared, trashed }, { restore: 1 }, 1, 1),
    ];
    const [file] = [...activeItems(world, 'file')];
    expect(undo([], [])).toEqual([undefined, undefined]);
    expect(undo([file!.id], [file!.id])).toEqual([{ type: 'unshare', fileId: file!.id }, undefined]);
  });
});

describe('the mix of a working day', () => {
  it('is kept, at the requested rate, although some drawn actions cannot be performed', () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 2, 4) });
    try {
      const { activity } = createState(SIZE);
      activity.start({ perMinute: 600 });
      vi.advanceTimersByTime(2 * 60_000);
      const { total, done } = activity.stop();
      expect(total).toBe(1_200);
      const weights = Object.values(WORKING_DAY).reduce((sum, weight) => sum + weight, 0);
      for (const kind of ['preview', 'download', 'login', 'upload'] as const) {
        const expected = WORKING_DAY[kind]! / weights;
        // The share of actions that cannot be performed goes to the others: a tenth more at most.
        const spread = 3.5 * Math.sqrt((expected * (1 - expected)) / total);
        expect((done[kind] ?? 0) / total).toBeGreaterThan(expected - spread);
        expect((done[kind] ?? 0) / total).toBeLessThan(expected * 1.1 + spread);
      }
    } finally {
      vi.useRealTimers();
    }
  });
});
