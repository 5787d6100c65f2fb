import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSignedIn, type SignedIn } from '../support/signed-in.js';

let box: SignedIn;
let fileId: string;
beforeAll(async () => {
  box = await startSignedIn({ users: 6, files: 200, seed: 2, rateLimitPerMinute: 100_000 });
  fileId = (await box.controls.pick('file', 'n=1&owner=10000000'))[0]!.id;
});
afterAll(() => box.close());
beforeEach(() => box.controls.clearFaults());

/** What a control answers: its status, and why it refused. */
async function told(path: string, body: unknown): Promise<[number, string?]> {
  const response = await fetch(`${box.url}/_sim${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { message } = (await response.json()) as { message?: string };
  return message === undefined ? [response.status] : [response.status, message];
}
const events = async () => (await box.controls.truthEvents('2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z')).length;

describe('an action that makes no sense', () => {
  it.each([
    ['a kind that there is not', { type: 'eat' }, /^type: .*edit/],
    ['a field left out', { type: 'edit' }, /^fileId: /],
    ['a field of the wrong type', { type: 'edit', fileId: 7 }, /^fileId: .*string/],
    ['a field that there is not', { type: 'edit', fileId: '1', colour: 'red' }, /colour/],
    ['no action at all', 'edit', /^body: /],
    ['a list that is none', { actions: 'all' }, /^actions: /],
  ])('is refused with the field that is wrong: %s', async (_name, action, message) => {
    const before = await events();
    const [status, text] = await told('/actions', action);
    expect([status, text]).toEqual([400, expect.stringMatching(message)]);
    expect(await events()).toBe(before);
  });

  it('keeps a whole list from being done, which is told by its place', async () => {
    const before = await events();
    const actions = [
      { type: 'edit', fileId },
      { type: 'preview', fileId },
      { type: 'share', fileId, access: 'all' },
    ];
    expect(await told('/actions', { actions })).toEqual([400, expect.stringMatching(/^actions\.2\.access: /)]);
    expect(await events()).toBe(before);
  });
});

describe('a list of actions', () => {
  it('of which one cannot be done says which, and that those before it are done', async () => {
    const before = await events();
    const actions = [
      { type: 'edit', fileId },
      { type: 'edit', fileId: '1' },
      { type: 'edit', fileId },
    ];
    expect(await told('/actions', { actions })).toEqual([
      400,
      expect.stringMatching(/^actions\.1\.fileId: .* \(those before it are done/),
    ]);
    expect(await events()).toBe(before + 1);
  });

  it('may be as long as 10,000, whatever the names in it, and no longer', async () => {
    const { name } = (await (await box.api('/users/me?fields=name')).json()) as { name: string };
    const actions = Array.from({ length: 10_000 }, () => ({ type: 'describe', fileId, description: name.repeat(20) }));
    expect(await told('/actions', { actions })).toEqual([200]);
    expect(await told('/actions', { actions: [...actions, ...actions] })).toEqual([
      400,
      expect.stringMatching(/^actions: .*10000/),
    ]);
  });
});

describe('time', () => {
  it('moves on no further than it can be told, and goes on when that was asked for', async () => {
    const before = box.now();
    for (const advanceMs of [9_000_000_000_000_000, Date.UTC(9_000, 0)]) {
      expect(await told('/clock', { advanceMs })).toEqual([400, expect.stringMatching(/^advanceMs: .*9000-01-01/)]);
    }
    expect(box.now() - before).toBeLessThan(3_600_000);
    expect((await box.api('/users/me')).status).toBe(200);
  });

  it('of an end that cannot be told is refused', async () => {
    const share = { type: 'share', fileId, access: 'open', unsharedAt: 9_000_000_000_000_000 };
    expect(await told('/actions', share)).toEqual([400, expect.stringMatching(/^unsharedAt: /)]);
    expect((await box.api(`/files/${fileId}?fields=shared_link`)).status).toBe(200);
  });
});

describe('a request that cannot be read', () => {
  const refused = async (path: string, type: string, body: string): Promise<[number, unknown]> => {
    const response = await fetch(`${box.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': type, authorization: 'Bearer none' },
      body,
    });
    return [response.status, await response.json()];
  };
  const error = (status: number) =>
    expect.objectContaining({ type: 'error', status, request_id: expect.anything() as unknown }) as unknown;

  it('is refused for what it is, in the words of whom it asks', async () => {
    expect(await refused('/2.0/folders', 'application/json', '{"name":')).toEqual([400, error(400)]);
    expect(await refused('/2.0/folders', 'image/png', 'x')).toEqual([415, error(415)]);
    expect(await refused('/2.0/folders', 'application/json', `"${'x'.repeat(2_000_000)}"`)).toEqual([413, error(413)]);
    expect(await refused('/oauth2/token', 'application/json', '{')).toEqual([
      400,
      { error: 'invalid_request', error_description: expect.any(String) as unknown },
    ]);
    expect(await refused('/_sim/settings', 'application/json', '{')).toEqual([
      400,
      { message: expect.any(String) as unknown },
    ]);
  });

  it('for a parameter that is given twice is refused, naming it', async () => {
    for (const path of ['/users/me?fields=id&fields=name', '/folders/0/items?limit=1&limit=2']) {
      const response = await box.api(path);
      expect([response.status, await response.json()]).toEqual([
        400,
        expect.objectContaining({ code: 'invalid_parameter' }),
      ]);
    }
    const response = await fetch(`${box.url}/_sim/pick?n=1&n=2`);
    expect([response.status, await response.json()]).toEqual([
      400,
      { message: expect.stringMatching(/^n is given more than once/) as unknown },
    ]);
  });

  it('for a stream that only looks like one is refused', async () => {
    for (const type of ['constructor', 'toString', '__proto__']) {
      expect((await box.api(`/events?stream_type=${type}`)).status).toBe(400);
    }
  });

  it('is counted under one name, however many addresses there are that lead nowhere', async () => {
    await box.api('/nowhere/1');
    await box.api('/nowhere/2');
    const { byRoute } = await box.sim<{ byRoute: Record<string, number> }>('GET', '/requests');
    expect(Object.keys(byRoute).filter((route) => route.includes('nowhere'))).toEqual([]);
    expect(byRoute['GET unknown route']).toBe(2);
  });
});

describe('a fault', () => {
  it.each([
    ['a kind that there is not', { kind: 'flood' }, /^kind: must be one of latency, /],
    ['a time where none is heeded', { kind: '500', ms: 5 }, /"ms"/],
    ['a tail of what has none', { kind: '429', tail: 'pareto' }, /"tail"/],
    ['a route of what happens before any request', { kind: 'lateEvents', route: '/events' }, /"route"/],
    ['a rate of what strikes at once', { kind: 'expireAccessTokens', rate: 0.5 }, /"rate"/],
    ['a wait that no timer keeps', { kind: 'latency', ms: 2 ** 31 }, /^ms: /],
    ['a wait of less than nothing', { kind: 'slowDrip', ms: -1 }, /^ms: /],
    ['a clock that is off by more than can be told', { kind: 'clockSkew', ms: 9e15 }, /^ms: /],
  ])('is refused for %s', async (_name, fault, message) => {
    expect(await told('/faults', fault)).toEqual([400, expect.stringMatching(message)]);
    expect(await box.sim('GET', '/faults')).toEqual([]);
  });

  it('of events keeps to its route and its user, as one of requests does', async () => {
    const [admin, , , user] = await box.controls.truthUsers();
    await box.controls.fault({
      kind: 'duplicateEvents',
      route: 'stream_type=admin_logs_streaming',
      userId: admin!.userId,
    });
    const size = async (query: string, headers = {}) => {
      const page = (await (await box.api(`/events?limit=20&${query}`, { headers })).json()) as { chunk_size: number };
      return page.chunk_size;
    };
    expect(await size('stream_type=admin_logs_streaming')).toBeGreaterThan(20);
    expect(await size('stream_type=all')).toBe(20);
    expect(await size('stream_type=all', { 'as-user': user!.userId })).toBeLessThanOrEqual(20);
  });
});

describe('settings', () => {
  const settings = () => box.sim<Record<string, unknown>>('GET', '/settings');

  it.each([
    ['a sign-in of nobody', { signIn: 'nobody@acme.example' }, /^signIn: there is no user/],
    ['rights of nobody', { coAdminPrivileges: { 'nobody@acme.example': [] } }, /^coAdminPrivileges.*there is no user/],
    ['a latency of less than nothing', { eventLatencyMs: { streaming: -1 } }, /^eventLatencyMs\.streaming: /],
    ['a wait that no timer keeps', { longPollMs: 2 ** 31 }, /^longPollMs: /],
    ['retries that no timer keeps', { webhookRetryMs: 2 ** 20 }, /^webhookRetryMs: /],
    ['a setting that there is not', { colour: 'red' }, /colour/],
    ['one that is not to be changed', { contentUrl: 'http://127.0.0.1:1' }, /contentUrl/],
  ])('are left as they were by %s', async (_name, change, message) => {
    const before = await settings();
    expect(await told('/settings', { latencyMs: 1, ...change })).toEqual([400, expect.stringMatching(message)]);
    expect(await settings()).toEqual(before);
  });

  it('keep the latency of the stream that a change does not name', async () => {
    await box.controls.settings({ eventLatencyMs: { streaming: 5, adminLogs: 7 } });
    await box.controls.settings({ eventLatencyMs: { adminLogs: 0 } });
    expect(await settings()).toMatchObject({ eventLatencyMs: { streaming: 5, adminLogs: 0 } });
    await box.controls.settings({ eventLatencyMs: { streaming: 0 } });
  });
});

describe('faults that overlap', () => {
  it('are counted only where they were reached', async () => {
    await box.controls.fault({ kind: 'latency', ms: 1, route: '/users/me' });
    await box.controls.fault({ kind: '500', count: 2, route: '/users/me' });
    await box.controls.fault({ kind: '404', count: 1, route: '/users/me' });
    const statuses = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await box.api('/users/me')).status);
    expect(statuses).toEqual([500, 500, 404, 200]);
    expect((await box.sim<{ hits: number; tries: number }[]>('GET', '/faults')).map(({ hits, tries }) => [hits, tries]))
      .toEqual([[4, 4], [2, 2], [1, 1]]); // prettier-ignore
  });
});
