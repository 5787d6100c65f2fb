import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import fc from 'fast-check';
import { ACTIVITY_KINDS, nextAction, WORKING_DAY, type ActivityKind } from '../../../simulator/activity/next-action.js';
import { createWorld } from '../../../simulator/enterprise/world/create-world.js';
import type { ActivityStatus } from '../../../simulator/activity/generator.js';
import { createState } from '../../../simulator/start.js';
import { startSignedIn, type SignedIn } from '../support/signed-in.js';
import { activeItems } from '../../../simulator/enterprise/world/items.js';

const SIZE = { users: 8, files: 300, seed: 5 };
const world = createWorld({ ...SIZE, startedAt: Date.UTC(2026, 2, 4) });
const NONE = { shared: [], trashed: [] };

describe('what people do next', () => {
  it('is the same for the same seed and count', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(100_000), (seed, turn) => {
        expect(nextAction(world, NONE, WORKING_DAY, seed, turn)).toEqual(
          nextAction(world, NONE, WORKING_DAY, seed, turn),
        );
      }),
    );
  });

  it('follows the mix', () => {
    const deeds = Array.from({ length: 4_000 }, (_, turn) => nextAction(world, NONE, { edit: 3, login: 1 }, 7, turn));
    const share = (type: ActivityKind) => deeds.filter((action) => action?.type === type).length / deeds.length;
    // Three and a half standard deviations about what the weights say, of the turns that come to something.
    const done = deeds.filter((action) => action !== undefined);
    const edits = done.filter(({ type }) => type === 'edit').length;
    expect(done.length).toBeGreaterThan(0.8 * deeds.length);
    expect(share('login')).toBeGreaterThan(0.25 - 3.5 * Math.sqrt((0.25 * 0.75) / deeds.length));
    expect(share('login')).toBeLessThan(0.25 + 3.5 * Math.sqrt((0.25 * 0.75) / deeds.length));
    expect(edits).toBe(done.length - deeds.filter((action) => action?.type === 'login').length);
  });

  it('undoes only what can be undone', () => {
    const undo = (shared: string[], trashed: string[]) => [
      nextAction(world, { shared, trashed }, { unshare: 1 }, 1, 1),
      nextAction(world, { shared, trashed }, { restore: 1 }, 1, 1),
    ];
    const [file] = [...activeItems(world, 'file')];
    expect(undo([], [])).toEqual([undefined, undefined]);
    expect(undo([file!.id], [file!.id])).toEqual([{ type: 'unshare', fileId: file!.id }, undefined]);
  });
});

describe('an ordinary working day', () => {
  it('keeps its rate and its mix, though not everything that is drawn can be done', () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 2, 4) });
    try {
      const { activity } = createState(SIZE);
      activity.start({ perMinute: 600 });
      vi.advanceTimersByTime(2 * 60_000);
      const { total, done } = activity.stop();
      expect(total).toBe(1_200);
      const weights = Object.values(WORKING_DAY).reduce((sum, weight) => sum + weight, 0);
      for (const deed of ['preview', 'download', 'login', 'upload'] as const) {
        const expected = WORKING_DAY[deed]! / weights;
        // What cannot be done leaves its share to the others: a tenth more at the most.
        const spread = 3.5 * Math.sqrt((expected * (1 - expected)) / total);
        expect((done[deed] ?? 0) / total).toBeGreaterThan(expected - spread);
        expect((done[deed] ?? 0) / total).toBeLessThan(expected * 1.1 + spread);
      }
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a living enterprise', () => {
  let box: SignedIn;
  beforeAll(async () => {
    box = await startSignedIn({ ...SIZE, rateLimitPerMinute: 100_000 });
  });
  afterAll(() => box.close());

  const life = () => box.sim<ActivityStatus>('GET', '/life');
  async function until(met: (status: ActivityStatus) => boolean): Promise<ActivityStatus> {
    for (;;) {
      const status = await life();
      if (met(status)) return status;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const events = async () => (await box.controls.truthEvents('2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z')).length;

  it('rests until it is told to live', async () => {
    expect(await life()).toMatchObject({ running: false, total: 0 });
  });

  it('does everything in its mix, each told in an event', async () => {
    const before = await events();
    const mix = Object.fromEntries(ACTIVITY_KINDS.map((deed) => [deed, 1]));
    await box.sim('POST', '/life', { perMinute: 60_000, mix, seed: 3 });
    await until(({ done }) => ACTIVITY_KINDS.every((deed) => (done[deed] ?? 0) > 0));
    const stopped = await box.sim<ActivityStatus>('DELETE', '/life');
    expect(stopped).toMatchObject({ running: false, mix, perMinute: 60_000, seed: 3 });
    expect(await events()).toBe(before + stopped.total);
  });

  it('keeps its rate as its time goes by, and makes up for no leap of days', async () => {
    await box.sim('POST', '/life', { perMinute: 600, mix: { login: 1 } });
    box.later(30_000);
    const halfMinute = await until(({ total }) => total >= 300);
    expect(halfMinute.total).toBeLessThan(500);
    box.later(50 * 60_000);
    const { total } = await until((status) => status.total >= halfMinute.total + 400);
    expect(total).toBeLessThan(halfMinute.total + 1_000);
    await box.sim('DELETE', '/life');
  });

  it('never lets two items in a folder have one name, not even when the same work is begun anew', async () => {
    const mix = { upload: 3, move: 2, rename: 2, delete: 1, restore: 1 };
    for (let turn = 0; turn < 2; turn += 1) {
      await box.sim('POST', '/life', { perMinute: 60_000, mix, seed: 4 });
      await until(({ total }) => total >= 400);
      await box.sim('DELETE', '/life');
    }
    const paths = (await box.controls.truthFiles()).map(({ ownerId, path }) => `${ownerId} ${path.toLowerCase()}`);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('stays as true as the truth: every file that the API shows is what the truth says', async () => {
    const truth = new Map((await box.controls.truthFiles()).map((file) => [file.fileId, file]));
    expect(truth.size).toBeGreaterThan(300);
    const fields = 'fields=name,size,sha1,shared_link';
    for (const { fileId, ownerId, name, size, sha1 } of [...truth.values()].filter((_, index) => index % 10 === 0)) {
      const isSelf = ownerId === (await box.controls.truthUsers())[0]!.userId;
      const response = await box.api(`/files/${fileId}?${fields}`, { headers: isSelf ? {} : { 'as-user': ownerId } });
      expect(await response.json()).toMatchObject({ id: fileId, name, size, sha1 });
    }
  });

  it('refuses a mix of nothing, and a rate of none', async () => {
    await expect(box.sim('POST', '/life', { perMinute: 10, mix: { edit: 0 } })).rejects.toThrow('400');
    await expect(box.sim('POST', '/life', { perMinute: 0 })).rejects.toThrow('400');
  });
});
