import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ACTIVITY_KINDS } from '../../../simulator/activity/next-action.js';
import { ID } from '../support/accounts.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { allEvents } from '../support/controls.js';

const activityStatus = z.looseObject({
  running: z.boolean(),
  total: z.number(),
  done: z.record(z.string(), z.number()),
});
type Status = z.infer<typeof activityStatus>;

describe('generated activity', () => {
  let box: AdminSession;
  beforeAll(async () => {
    box = await startAdminSession({ users: 8, files: 300, seed: 5 });
  });
  afterAll(() => box.close());

  const start = (request: object) => box.control(activityStatus, 'POST', '/life', request);
  const stop = () => box.control(activityStatus, 'DELETE', '/life');
  const status = () => box.control(activityStatus, 'GET', '/life');
  async function waitFor(isMet: (status: Status) => boolean): Promise<Status> {
    for (;;) {
      const current = await status();
      if (isMet(current)) return current;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const countEvents = async () => (await allEvents(box.controls)).length;

  it('does not run until it is started', async () => {
    expect(await status()).toMatchObject({ running: false, total: 0 });
  });

  it('performs every kind of action in its mix, each with an event', async () => {
    const before = await countEvents();
    const mix = Object.fromEntries(ACTIVITY_KINDS.map((kind) => [kind, 1]));
    await start({ perMinute: 60_000, mix, seed: 3 });
    await waitFor(({ done }) => ACTIVITY_KINDS.every((kind) => (done[kind] ?? 0) > 0));
    const stopped = await stop();
    expect(stopped).toMatchObject({ running: false, mix, perMinute: 60_000, seed: 3 });
    expect(await countEvents()).toBe(before + stopped.total);
  });

  it('keeps its rate by the simulator’s clock, and does not catch up after a long jump', async () => {
    await start({ perMinute: 600, mix: { login: 1 } });
    await box.advance(30_000);
    const halfMinute = await waitFor(({ total }) => total >= 300);
    expect(halfMinute.total).toBeLessThan(500);
    await box.advance(50 * 60_000);
    const { total } = await waitFor((current) => current.total >= halfMinute.total + 400);
    expect(total).toBeLessThan(halfMinute.total + 1_000);
    await stop();
  });

  it('never gives two items in a folder the same name, also when the same seed starts twice', async () => {
    const mix = { upload: 3, move: 2, rename: 2, delete: 1, restore: 1 };
    for (let run = 0; run < 2; run += 1) {
      await start({ perMinute: 60_000, mix, seed: 4 });
      await waitFor(({ total }) => total >= 400);
      await stop();
    }
    const paths = (await box.controls.truthFiles()).map(({ ownerId, path }) => `${ownerId} ${path.toLowerCase()}`);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it('leaves the API and the truth in agreement on every file', async () => {
    const truth = new Map((await box.controls.truthFiles()).map((file) => [file.fileId, file]));
    expect(truth.size).toBeGreaterThan(300);
    const fields = 'fields=name,size,sha1,shared_link';
    for (const { fileId, ownerId, name, size, sha1 } of [...truth.values()].filter((_, index) => index % 10 === 0)) {
      const isAdmin = ownerId === ID.admin;
      const response = await box.api(`/files/${fileId}?${fields}`, { headers: isAdmin ? {} : { 'as-user': ownerId } });
      expect(await response.json()).toMatchObject({ id: fileId, name, size, sha1 });
    }
  });

  it('refuses a mix without weight and a rate of zero', async () => {
    await expect(start({ perMinute: 10, mix: { edit: 0 } })).rejects.toThrow('400');
    await expect(start({ perMinute: 0 })).rejects.toThrow('400');
  });
});
