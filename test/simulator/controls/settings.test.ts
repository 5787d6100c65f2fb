import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { postControl } from '../support/controls.js';
import { anyObject } from '../support/schemas.js';

let box: AdminSession;
beforeAll(async () => {
  box = await startAdminSession({ users: 6, files: 200, seed: 2 });
});
afterAll(() => box.close());

const post = (path: string, body: unknown) => postControl(box.url, path, body);

describe('a settings request', () => {
  const settings = () => box.control(anyObject, 'GET', '/settings');

  it.each([
    ['a sign-in of an unknown user', { signIn: 'nobody@acme.example' }, /^signIn: there is no user/],
    [
      'privileges of an unknown user',
      { coAdminPrivileges: { 'nobody@acme.example': [] } },
      /^coAdminPrivileges.*there is no user/,
    ],
    ['a negative latency', { eventLatencyMs: { streaming: -1 } }, /^eventLatencyMs\.streaming: /],
    ['a wait longer than a timer allows', { longPollMs: 2 ** 31 }, /^longPollMs: /],
    ['a retry wait longer than a timer allows', { webhookRetryMs: 2 ** 20 }, /^webhookRetryMs: /],
    ['an unknown setting', { colour: 'red' }, /colour/],
    ['a read-only setting', { contentUrl: 'http://127.0.0.1:1' }, /contentUrl/],
  ])('changes nothing when it contains %s', async (_name, change, message) => {
    const before = await settings();
    expect(await post('/settings', { latencyMs: 1, ...change })).toEqual([400, expect.stringMatching(message)]);
    expect(await settings()).toEqual(before);
  });

  it('keeps the latency of a stream that it does not name', async () => {
    await box.controls.settings({ eventLatencyMs: { streaming: 5, adminLogs: 7 } });
    await box.controls.settings({ eventLatencyMs: { adminLogs: 0 } });
    expect(await settings()).toMatchObject({ eventLatencyMs: { streaming: 5, adminLogs: 0 } });
    await box.controls.settings({ eventLatencyMs: { streaming: 0 } });
  });
});
