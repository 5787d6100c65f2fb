import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiAt, freshCode, requestToken, signIn, type Api } from '../support/api.js';
import { startEnterprise, type Enterprise } from '../support/enterprise.js';

const list = z.object({ entries: z.array(z.record(z.string(), z.unknown())), limit: z.number().optional() });
const stream = z.object({
  next_stream_position: z.union([z.string(), z.number()]),
  entries: z.array(z.object({ event_id: z.string(), event_type: z.string() })),
});
const code = z.object({ code: z.string() });
const link = z.object({ shared_link: z.object({ access: z.string(), effective_access: z.string() }) });
const settingsShape = z.record(z.string(), z.unknown());

let box: Enterprise;
let api: Api;
let settings: z.infer<typeof settingsShape>;
beforeAll(async () => {
  box = await startEnterprise({ users: 12 });
  settings = settingsShape.parse(await (await fetch(`${box.url}/_sim/settings`)).json());
});
beforeEach(async () => {
  // Faults and moved clocks make tokens bad: each test has its own.
  api = apiAt(box.url, (await signIn(box.url)).access_token);
});
afterEach(() => box.controls.clearFaults());
afterAll(() => box.close());

const read = async <T>(shape: z.ZodType<T>, call: Promise<Response>): Promise<T> =>
  shape.parse(await (await call).json());
const advance = (advanceMs: number) =>
  fetch(`${box.url}/_sim/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ advanceMs }),
  });
/** Reads a stream from `now` on after `act` has been done, with positions as text. */
async function after(act: () => Promise<unknown>, type: string, limit = 500) {
  await box.controls.settings({ positions: 'string' });
  const { next_stream_position: from } = await read(stream, api.get(`/events?stream_type=${type}&stream_position=now`));
  await act();
  const page = (position: string | number) =>
    read(stream, api.get(`/events?stream_type=${type}&stream_position=${position}&limit=${limit}`));
  return { from, page };
}

describe('must-haves of a stand-in for Box', () => {
  it('302 to a second origin: a download leads to another host, which wants no token', async () => {
    const response = await api.get(`/files/${await box.file()}/content`);
    expect(response.status).toBe(302);
    const location = new URL(response.headers.get('location')!);
    expect(location.origin).not.toBe(box.url);
    expect((await fetch(location)).status).toBe(200);
  });

  it('202-then-200 downloads: what was just uploaded is ready after the time that Retry-After says', async () => {
    await box.controls.settings({ contentReadyAfterMs: 30_000 });
    const id = await box.file();
    const early = await api.get(`/files/${id}/content`);
    expect([early.status, await early.text()]).toEqual([202, '']);
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(0);
    await advance(31_000);
    expect((await api.get(`/files/${id}/content`)).status).toBe(302);
    await box.controls.settings({ contentReadyAfterMs: 0 });
  });

  it('single-use refresh tokens that rotate in lock-step: the old one is refused, the new pair works', async () => {
    const first = await signIn(box.url);
    const renew = (refresh_token: string) => requestToken(box.url, { grant_type: 'refresh_token', refresh_token });
    const second = await read(
      z.object({ refresh_token: z.string(), access_token: z.string() }),
      renew(first.refresh_token),
    );
    const again = await renew(first.refresh_token);
    expect([again.status, await again.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_grant' })]);
    expect((await apiAt(box.url, second.access_token).get('/users/me')).status).toBe(200);
    expect((await renew(second.refresh_token)).status).toBe(200);
  });

  it('30 s codes: a code is good just before, and no longer after', async () => {
    const redeem = async (age: number) => {
      const fresh = await freshCode(box.url);
      await advance(age);
      return (await requestToken(box.url, { grant_type: 'authorization_code', code: fresh })).status;
    };
    // The clock runs on while the test does.
    expect([await redeem(15_000), await redeem(30_000)]).toEqual([200, 400]);
  });

  it('per-user token buckets with Retry-After: one user’s calls do not use up another’s', async () => {
    await box.controls.settings({ rateLimitPerMinute: 3 });
    const { userId } = (await box.controls.truthUsers()).find(
      ({ role, login }) => role === 'user' && login !== box.user.login,
    )!;
    const statuses: number[] = [];
    let last: Response | undefined;
    for (let i = 0; i < 5; i += 1) {
      last = await api.get('/users/me', { 'as-user': userId });
      statuses.push(last.status);
    }
    expect(statuses.at(-1)).toBe(429);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api.get('/users/me', { 'as-user': box.user.id })).status).toBe(200);
    await box.controls.settings({ rateLimitPerMinute: 100_000 });
  });

  it.each([
    ['/users', 1_000, 10_000],
    ['/folders/0/items', 1_000, 10_000],
  ])(
    'both pagination modes of %s: a limit over the most is clamped, an offset over the most is refused',
    async (path, most, last) => {
      expect((await read(list, api.get(`${path}?limit=5000`))).limit).toBe(most);
      expect((await read(list, api.get(`${path}?usemarker=true&limit=5000`))).limit).toBe(most);
      expect((await api.get(`${path}?offset=${last + 1}`)).status).toBe(400);
    },
  );

  it('short event pages: fewer than asked for although more exist, and none is lost', async () => {
    await box.controls.settings({ shortPages: true });
    const { from, page } = await after(
      () => Promise.all(Array.from({ length: 12 }, () => box.file())),
      'admin_logs_streaming',
      8,
    );
    const sizes: number[] = [];
    for (let position = from; ;) {
      const { entries, next_stream_position } = await page(position);
      if (String(next_stream_position) === String(position)) break;
      sizes.push(entries.length);
      position = next_stream_position;
    }
    await box.controls.settings({ shortPages: false });
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(12);
    expect(sizes.slice(0, -1).some((size) => size < 8)).toBe(true);
  });

  it('duplicates in streaming, and none in admin_logs', async () => {
    await box.controls.fault({ kind: 'duplicateEvents' });
    for (const [type, isTwice] of [
      ['admin_logs_streaming', true],
      ['admin_logs', false],
    ] as const) {
      const { from, page } = await after(() => box.file(), type);
      const ids = (await page(from)).entries.map(({ event_id }) => event_id);
      expect([type, ids.length > new Set(ids).size]).toEqual([type, isTwice]);
    }
  });

  it('out-of-order events in streaming: the same events, not in the order in which they happened', async () => {
    const act = async () => {
      for (let i = 0; i < 8; i += 1) await box.file();
    };
    const { from, page } = await after(act, 'admin_logs_streaming');
    const ids = async () => (await page(from)).entries.map(({ event_id }) => event_id);
    const inOrder = await ids();
    await box.controls.fault({ kind: 'outOfOrderEvents' });
    const disordered = await ids();
    expect(disordered).not.toEqual(inOrder);
    expect([...disordered].sort()).toEqual([...inOrder].sort());
  });

  it('late arrivals in admin_logs: an event comes after the cursor has passed its time', async () => {
    // Set only now, so that it strikes the upload and not the sign-in before it.
    const act = async () => {
      await box.controls.fault({ kind: 'lateEvents', count: 1, ms: 60_000 });
      await box.file();
    };
    const { page, from } = await after(act, 'admin_logs');
    await box.file();
    const seen = await page(from);
    expect(seen.entries).toHaveLength(1);
    await advance(61_000);
    const whole = await page(from);
    const uploads = whole.entries.filter(({ event_type }) => event_type === 'UPLOAD');
    expect(uploads).toHaveLength(2);
    // In the order of time the late one comes first, so that who goes on from their cursor misses it.
    expect(uploads[1]?.event_id).toBe(seen.entries[0]?.event_id);
    const rest = await page(seen.next_stream_position);
    expect(rest.entries.filter(({ event_type }) => event_type === 'UPLOAD')).toEqual([]);
  });

  it('"0" on an empty page: a reader that trusts it would begin anew', async () => {
    await box.controls.settings({ zeroWhenEmpty: true });
    const { from, page } = await after(async () => undefined, 'admin_logs_streaming');
    const { entries, next_stream_position } = await page(from);
    await box.controls.settings({ zeroWhenEmpty: false });
    expect([entries, String(next_stream_position)]).toEqual([[], '0']);
  });

  it('As-User 403 matrix: a user who is no admin, a service account, and an app without the switch are refused', async () => {
    const theirs = apiAt(box.url, (await signIn(box.url, box.user.login)).access_token);
    expect((await theirs.get('/users/me', { 'as-user': box.admin.id })).status).toBe(403);
    const enterprise = { grant_type: 'client_credentials', box_subject_type: 'enterprise', box_subject_id: '1234567' };
    const service = await read(z.object({ access_token: z.string() }), requestToken(box.url, enterprise));
    const { id } = await read(z.object({ id: z.string() }), apiAt(box.url, service.access_token).get('/users/me'));
    expect((await api.get('/users/me', { 'as-user': id })).status).toBe(403);
    await box.controls.settings({ asUserSwitch: false });
    const off = (await api.get('/users/me', { 'as-user': box.user.id })).status;
    await box.controls.settings({ asUserSwitch: true });
    expect(off).toBe(403);
    expect((await api.get('/users/me', { 'as-user': box.user.id })).status).toBe(200);
  });

  it('waterfall permissions: a role on a folder holds for all that lies in it, and for nothing above', async () => {
    const top = await box.folder();
    const [below] = await box.controls.act([{ type: 'createFolder', folderId: top, name: 'below' }]);
    const [file] = await box.controls.act([{ type: 'upload', folderId: below!.itemId, name: 'in it.txt' }]);
    const theirs = { 'as-user': box.user.id };
    expect((await api.get(`/files/${file!.itemId!}`, theirs)).status).toBe(404);
    await box.controls.act([{ type: 'collaborate', folderId: below!.itemId, login: box.user.login, role: 'viewer' }]);
    expect((await api.get(`/files/${file!.itemId!}`, theirs)).status).toBe(200);
    expect((await api.get(`/folders/${top}`, theirs)).status).toBe(404);
    expect((await api.send('PUT', `/files/${file!.itemId!}`, { name: 'x.txt' }, theirs)).status).toBe(403);
  });

  it('trash semantics: only what was itself deleted lies in the trash, not what lay in it', async () => {
    const folderId = await box.folder();
    const [file] = await box.controls.act([{ type: 'upload', folderId, name: 'in it.txt' }]);
    expect((await api.send('DELETE', `/folders/${folderId}`)).status).toBe(400);
    expect((await api.send('DELETE', `/folders/${folderId}?recursive=true`)).status).toBe(204);
    const ids = (await read(list, api.get('/folders/trash/items?limit=1000'))).entries.map(({ id }) => id);
    expect(ids).toContain(folderId);
    expect(ids).not.toContain(file!.itemId);
    expect((await api.get(`/files/${file!.itemId!}/trash`)).status).toBe(404);
    expect((await api.send('POST', `/folders/${folderId}`, {})).status).toBe(201);
    expect((await api.get(`/files/${file!.itemId!}`)).status).toBe(200);
  });

  it('effective_access capping: a link is not more open than the tenant allows', async () => {
    const id = await box.file();
    await api.send('PUT', `/files/${id}?fields=shared_link`, { shared_link: { access: 'open' } });
    await box.controls.settings({ tenantPolicy: { sharedLinkAccess: 'company' } });
    const { shared_link } = await read(link, api.get(`/files/${id}?fields=shared_link`));
    await box.controls.settings({ tenantPolicy: settings['tenantPolicy'] });
    expect(shared_link).toEqual({ access: 'open', effective_access: 'company' });
  });

  it('409 operation_blocked_temporary: a change is refused for now', async () => {
    await box.controls.fault({ kind: '409', count: 1, route: 'PUT /2.0/folders/' });
    const id = await box.folder();
    const refused = await api.send('PUT', `/folders/${id}`, { name: box.fresh('later') });
    expect([refused.status, code.parse(await refused.json()).code]).toEqual([409, 'operation_blocked_temporary']);
    expect((await api.send('PUT', `/folders/${id}`, { name: box.fresh('later') })).status).toBe(200);
  });

  it('HTML 502: a gateway’s page where JSON was asked for', async () => {
    await box.controls.fault({ kind: '502html', count: 1 });
    const response = await api.get('/users/me');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      502,
      expect.stringContaining('text/html'),
    ]);
    expect(await response.text()).toMatch(/^<html>/i);
  });

  it('tz-offset timestamps: times are in the tenant’s zone, without a fraction', async () => {
    const times = await read(
      z.object({ created_at: z.string(), modified_at: z.string() }).loose(),
      api.get(`/files/${await box.file()}`),
    );
    for (const time of [times.created_at, times.modified_at])
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[78]:00$/);
  });
});
