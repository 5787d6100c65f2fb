import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ID } from '../support/accounts.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { allEvents, postControl } from '../support/controls.js';
import { readJson } from '../support/schemas.js';

const withName = z.looseObject({ name: z.string() });

let box: AdminSession;
let fileId: string;
beforeAll(async () => {
  box = await startAdminSession({ users: 6, files: 200, seed: 2 });
  fileId = (await box.controls.pick('file', `n=1&owner=${ID.admin}`))[0]!.id;
});
afterAll(() => box.close());

const post = (path: string, body: unknown) => postControl(box.url, path, body);
const countEvents = async () => (await allEvents(box.controls)).length;

describe('a malformed action', () => {
  it.each([
    ['an unknown type', { type: 'eat' }, /^type: .*edit/],
    ['a missing field', { type: 'edit' }, /^fileId: /],
    ['a field of the wrong type', { type: 'edit', fileId: 7 }, /^fileId: .*string/],
    ['an unknown field', { type: 'edit', fileId: '1', colour: 'red' }, /colour/],
    ['a string in place of an action', 'edit', /^body: /],
    ['a string in place of a list', { actions: 'all' }, /^actions: /],
  ])('is refused with the wrong field, without an event: %s', async (_name, action, message) => {
    const before = await countEvents();
    const [status, text] = await post('/actions', action);
    expect([status, text]).toEqual([400, expect.stringMatching(message)]);
    expect(await countEvents()).toBe(before);
  });

  it('in a list is named by its position, and no action of the list is performed', async () => {
    const before = await countEvents();
    const actions = [
      { type: 'edit', fileId },
      { type: 'preview', fileId },
      { type: 'share', fileId, access: 'all' },
    ];
    expect(await post('/actions', { actions })).toEqual([400, expect.stringMatching(/^actions\.2\.access: /)]);
    expect(await countEvents()).toBe(before);
  });
});

describe('a list of actions', () => {
  it('stops at an action that fails and names it; those before it are done', async () => {
    const before = await countEvents();
    const actions = [
      { type: 'edit', fileId },
      { type: 'edit', fileId: '1' },
      { type: 'edit', fileId },
    ];
    expect(await post('/actions', { actions })).toEqual([
      400,
      expect.stringMatching(/^actions\.1\.fileId: .* \(the actions before it were performed/),
    ]);
    expect(await countEvents()).toBe(before + 1);
  });

  it('has at most 10,000 actions, whatever the length of their texts', async () => {
    const { name } = await readJson(withName, box.api('/users/me?fields=name'));
    const actions = Array.from({ length: 10_000 }, () => ({ type: 'describe', fileId, description: name.repeat(20) }));
    expect(await post('/actions', { actions })).toEqual([200]);
    expect(await post('/actions', { actions: [...actions, ...actions] })).toEqual([
      400,
      expect.stringMatching(/^actions: .*10000/),
    ]);
  });
});

describe('the clock', () => {
  it('is not advanced past the year 9000 and runs on after a refused request', async () => {
    const before = await box.now();
    for (const advanceMs of [9_000_000_000_000_000, Date.UTC(9_000, 0)]) {
      expect(await post('/clock', { advanceMs })).toEqual([400, expect.stringMatching(/^advanceMs: .*9000-01-01/)]);
    }
    expect((await box.now()) - before).toBeLessThan(3_600_000);
    expect((await box.api('/users/me')).status).toBe(200);
  });
});

describe('an action with a time past the year 9000', () => {
  it('is refused', async () => {
    const share = { type: 'share', fileId, access: 'open', unsharedAt: 9_000_000_000_000_000 };
    expect(await post('/actions', share)).toEqual([400, expect.stringMatching(/^unsharedAt: /)]);
    expect((await box.api(`/files/${fileId}?fields=shared_link`)).status).toBe(200);
  });
});
