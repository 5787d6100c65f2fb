import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiAt, freshCode, requestToken, signIn, type Api } from '../support/api.js';
import { eventIds, eventReader, type EventReader } from '../support/events.js';
import { anyObject, listOfIds, readJson, readRefusal, tokenPair, withId } from '../support/schemas.js';
import { startSdkEnterprise, type SdkEnterprise } from '../support/sdk-enterprise.js';

const link = z.looseObject({ shared_link: z.object({ access: z.string(), effective_access: z.string() }) });
const accessToken = z.looseObject({ access_token: z.string() });
const times = z.looseObject({ created_at: z.string(), modified_at: z.string() });

let box: SdkEnterprise;
let api: Api;
let events: EventReader;
let settings: z.infer<typeof anyObject>;
beforeAll(async () => {
  box = await startSdkEnterprise({ users: 12 });
  settings = await readJson(anyObject, fetch(`${box.url}/_sim/settings`));
});
beforeEach(async () => {
  // A test that advances the clock makes earlier tokens expire.
  api = apiAt(box.url, (await signIn(box.url)).access_token);
  events = eventReader((path, headers) => api.get(path, headers));
});
afterEach(() => box.controls.clearFaults());
afterAll(() => box.close());

/** Performs `act`, and returns the position of a stream before it and a reader of pages of the stream. */
async function positionBefore(act: () => Promise<unknown>, type: string, limit = 500) {
  const from = await events.now(type);
  await act();
  const page = (position: string) => events.page(`stream_type=${type}&stream_position=${position}&limit=${limit}`);
  return { from, page };
}

describe('signing in', () => {
  it('accepts a refresh token once: the old one is refused and the new pair works', async () => {
    const first = await signIn(box.url);
    const renew = (refresh_token: string) => requestToken(box.url, { grant_type: 'refresh_token', refresh_token });
    const second = await readJson(tokenPair, renew(first.refresh_token));
    const again = await renew(first.refresh_token);
    expect([again.status, await again.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_grant' })]);
    expect((await apiAt(box.url, second.access_token).get('/users/me')).status).toBe(200);
    expect((await renew(second.refresh_token)).status).toBe(200);
  });

  it('accepts an authorization code for 30 seconds only', async () => {
    const redeem = async (age: number) => {
      const fresh = await freshCode(box.url);
      await box.controls.advance(age);
      return (await requestToken(box.url, { grant_type: 'authorization_code', code: fresh })).status;
    };
    // The clock also advances while the test runs.
    expect([await redeem(15_000), await redeem(30_000)]).toEqual([200, 400]);
  });

  it('refuses As-User by a user without admin rights, for a service account, and while it is switched off for the app', async () => {
    const asUser = apiAt(box.url, (await signIn(box.url, box.user.login)).access_token);
    expect((await asUser.get('/users/me', { 'as-user': box.admin.id })).status).toBe(403);
    const enterprise = { grant_type: 'client_credentials', box_subject_type: 'enterprise', box_subject_id: '1234567' };
    const service = await readJson(accessToken, requestToken(box.url, enterprise));
    const { id } = await readJson(withId, apiAt(box.url, service.access_token).get('/users/me'));
    expect((await api.get('/users/me', { 'as-user': id })).status).toBe(403);
    await box.controls.settings({ asUserSwitch: false });
    const off = (await api.get('/users/me', { 'as-user': box.user.id })).status;
    await box.controls.settings({ asUserSwitch: true });
    expect(off).toBe(403);
    expect((await api.get('/users/me', { 'as-user': box.user.id })).status).toBe(200);
  });
});

describe('downloading a file', () => {
  it('redirects a download to a second origin, which needs no token', async () => {
    const response = await api.get(`/files/${await box.createFile()}/content`);
    expect(response.status).toBe(302);
    const location = new URL(response.headers.get('location')!);
    expect(location.origin).not.toBe(box.url);
    expect((await fetch(location)).status).toBe(200);
  });

  it('returns 202 for a download right after an upload, until the time in Retry-After', async () => {
    await box.controls.settings({ contentReadyAfterMs: 30_000 });
    const id = await box.createFile();
    const early = await api.get(`/files/${id}/content`);
    expect([early.status, await early.text()]).toEqual([202, '']);
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(0);
    await box.controls.advance(31_000);
    expect((await api.get(`/files/${id}/content`)).status).toBe(302);
    await box.controls.settings({ contentReadyAfterMs: 0 });
  });
});

describe('reading events', () => {
  it('returns short event pages before the last one, without losing an event', async () => {
    await box.controls.settings({ shortPages: true });
    const { from, page } = await positionBefore(
      () => Promise.all(Array.from({ length: 12 }, () => box.createFile())),
      'admin_logs_streaming',
      8,
    );
    const sizes: number[] = [];
    for (let position = from; ;) {
      const next = await page(position);
      if (next.position === position) break;
      sizes.push(next.entries.length);
      position = next.position;
    }
    await box.controls.settings({ shortPages: false });
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(12);
    expect(sizes.slice(0, -1).some((size) => size < 8)).toBe(true);
  });

  it('returns duplicate events in admin_logs_streaming, and none in admin_logs', async () => {
    await box.controls.fault({ kind: 'duplicateEvents' });
    for (const [type, isTwice] of [
      ['admin_logs_streaming', true],
      ['admin_logs', false],
    ] as const) {
      const { from, page } = await positionBefore(() => box.createFile(), type);
      const ids = eventIds((await page(from)).entries);
      expect([type, ids.length > new Set(ids).size]).toEqual([type, isTwice]);
    }
  });

  it('returns events in another order than they happened in admin_logs_streaming', async () => {
    const act = async () => {
      for (let i = 0; i < 8; i += 1) await box.createFile();
    };
    const { from, page } = await positionBefore(act, 'admin_logs_streaming');
    const ids = async () => eventIds((await page(from)).entries);
    const inOrder = await ids();
    await box.controls.fault({ kind: 'outOfOrderEvents' });
    const reordered = await ids();
    expect(reordered).not.toEqual(inOrder);
    expect([...reordered].sort()).toEqual([...inOrder].sort());
  });

  it('adds a late event to admin_logs before a position that a reader has passed', async () => {
    // Set here, so that it hits the upload and not the sign-in before it.
    const act = async () => {
      await box.controls.fault({ kind: 'lateEvents', count: 1, ms: 60_000 });
      await box.createFile();
    };
    const { page, from } = await positionBefore(act, 'admin_logs');
    await box.createFile();
    const seen = await page(from);
    expect(seen.entries).toHaveLength(1);
    await box.controls.advance(61_000);
    const whole = await page(from);
    const uploads = whole.entries.filter(({ event_type }) => event_type === 'UPLOAD');
    expect(uploads).toHaveLength(2);
    // In order of time the late event comes first: a reader that continues from its position misses it.
    expect(uploads[1]?.event_id).toBe(seen.entries[0]?.event_id);
    const rest = await page(seen.position);
    expect(rest.entries.filter(({ event_type }) => event_type === 'UPLOAD')).toEqual([]);
  });

  it('can return the position "0" with an empty page, which would restart a reader', async () => {
    await box.controls.settings({ zeroWhenEmpty: true });
    const { from, page } = await positionBefore(async () => undefined, 'admin_logs_streaming');
    const { entries, position } = await page(from);
    await box.controls.settings({ zeroWhenEmpty: false });
    expect([entries, position]).toEqual([[], '0']);
  });
});

describe('any call', () => {
  it('counts against a limit of the user that it is made for, with Retry-After beyond it', async () => {
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
    'of %s lowers a limit that is too large, in both paging modes, and refuses an offset that is too large',
    async (path, maxLimit, maxOffset) => {
      expect((await readJson(listOfIds, api.get(`${path}?limit=5000`))).limit).toBe(maxLimit);
      expect((await readJson(listOfIds, api.get(`${path}?usemarker=true&limit=5000`))).limit).toBe(maxLimit);
      expect((await api.get(`${path}?offset=${maxOffset + 1}`)).status).toBe(400);
    },
  );

  it('that changes something can be refused temporarily with 409 operation_blocked_temporary', async () => {
    await box.controls.fault({ kind: '409', count: 1, route: 'PUT /2.0/folders/' });
    const id = await box.createFolder();
    const rename = () => api.send('PUT', `/folders/${id}`, { name: box.uniqueName('later') });
    expect(await readRefusal(rename())).toEqual([409, 'operation_blocked_temporary']);
    expect((await rename()).status).toBe(200);
  });

  it('can return 502 with a gateway’s HTML page in place of JSON', async () => {
    await box.controls.fault({ kind: '502html', count: 1 });
    const response = await api.get('/users/me');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      502,
      expect.stringContaining('text/html'),
    ]);
    expect(await response.text()).toMatch(/^<!doctype html>/i);
  });

  it('returns times with the offset of the enterprise’s time zone, without fractions of a second', async () => {
    const file = await readJson(times, api.get(`/files/${await box.createFile()}`));
    for (const time of [file.created_at, file.modified_at])
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[78]:00$/);
  });
});

describe('sharing and deleting items', () => {
  it('applies a role on a folder to everything below it, and to nothing above', async () => {
    const top = await box.createFolder();
    const [below] = await box.controls.act([{ type: 'createFolder', folderId: top, name: 'below' }]);
    const [file] = await box.controls.act([{ type: 'upload', folderId: below!.itemId, name: 'inside.txt' }]);
    const asUser = { 'as-user': box.user.id };
    expect((await api.get(`/files/${file!.itemId!}`, asUser)).status).toBe(404);
    await box.controls.act([{ type: 'collaborate', folderId: below!.itemId, login: box.user.login, role: 'viewer' }]);
    expect((await api.get(`/files/${file!.itemId!}`, asUser)).status).toBe(200);
    expect((await api.get(`/folders/${top}`, asUser)).status).toBe(404);
    expect((await api.send('PUT', `/files/${file!.itemId!}`, { name: 'x.txt' }, asUser)).status).toBe(403);
  });

  it('lists only deleted items themselves in the trash, without their content', async () => {
    const folderId = await box.createFolder();
    const [file] = await box.controls.act([{ type: 'upload', folderId, name: 'inside.txt' }]);
    expect((await api.send('DELETE', `/folders/${folderId}`)).status).toBe(400);
    expect((await api.send('DELETE', `/folders/${folderId}?recursive=true`)).status).toBe(204);
    const ids = (await readJson(listOfIds, api.get('/folders/trash/items?limit=1000'))).entries.map(({ id }) => id);
    expect(ids).toContain(folderId);
    expect(ids).not.toContain(file!.itemId);
    expect((await api.get(`/files/${file!.itemId!}/trash`)).status).toBe(404);
    expect((await api.send('POST', `/folders/${folderId}`, {})).status).toBe(201);
    expect((await api.get(`/files/${file!.itemId!}`)).status).toBe(200);
  });

  it('limits the effective access of a shared link to the enterprise’s policy', async () => {
    const id = await box.createFile();
    await api.send('PUT', `/files/${id}?fields=shared_link`, { shared_link: { access: 'open' } });
    await box.controls.settings({ tenantPolicy: { sharedLinkAccess: 'company' } });
    const { shared_link } = await readJson(link, api.get(`/files/${id}?fields=shared_link`));
    await box.controls.settings({ tenantPolicy: settings['tenantPolicy'] });
    expect(shared_link).toEqual({ access: 'open', effective_access: 'company' });
  });
});
