import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiAt, requestToken, signIn, type Api } from '../support/api.js';
import { startEnterprise, type Enterprise } from '../support/enterprise.js';

const error = z.object({ type: z.literal('error'), status: z.number(), code: z.string() });
const list = z.object({ entries: z.array(z.record(z.string(), z.unknown())), next_marker: z.string().nullish() });
const record = z.record(z.string(), z.unknown());
const refused = async (call: Promise<Response>): Promise<[number, string]> => {
  const response = await call;
  return [response.status, error.parse(await response.json()).code];
};
const body = async (call: Promise<Response>) => record.parse(await (await call).json());

let box: Enterprise;
let api: Api;
beforeAll(async () => {
  box = await startEnterprise({ users: 12 });
  api = apiAt(box.url, (await signIn(box.url)).access_token);
});
afterAll(() => box.close());

const userWithRole = async (role: string, n = 0) =>
  (await box.controls.truthUsers()).filter((user) => user.role === role && user.status === 'active')[n]!;
const asUser = (id: string) => ({ 'as-user': id });

describe('traps: what Box’s description does not tell, or what is commonly believed and wrong', () => {
  it('1: next_stream_position exceeds 2^53, and comes as a string or as a number', async () => {
    const written = new Set<string>();
    for (let i = 0; i < 2; i += 1) {
      const text = await (await api.get('/events?stream_type=admin_logs&limit=1')).text();
      const [, quote, digits] = /"next_stream_position":("?)(\d+)/.exec(text)!;
      expect(BigInt(digits!) > 2n ** 53n).toBe(true);
      written.add(quote!);
    }
    expect(written).toEqual(new Set(['', '"']));
  });

  it('2: As-User with the token owner’s own id is refused with 403', async () => {
    const call = refused(api.get('/users/me', asUser(box.admin.id)));
    expect(await call).toEqual([403, 'access_denied_insufficient_permissions']);
  });

  it('3: a Co-Admin cannot act as another Co-Admin or as the primary admin, and can as a user', async () => {
    const coAdmin = await userWithRole('coadmin');
    const theirs = apiAt(box.url, (await signIn(box.url, coAdmin.login)).access_token);
    for (const { userId } of [await userWithRole('coadmin', 1), await userWithRole('admin')]) {
      const call = refused(theirs.get('/folders/0/items', asUser(userId)));
      expect(await call).toEqual([403, 'access_denied_insufficient_permissions']);
    }
    expect((await theirs.get('/folders/0/items', asUser(box.user.id))).status).toBe(200);
  });

  it('4: the enterprise’s streams say SHARE and UPLOAD where a user’s stream says ITEM_SHARED_CREATE and ITEM_UPLOAD', async () => {
    const positions = new Map<string, string>();
    for (const stream of ['admin_logs', 'admin_logs_streaming', 'all', 'changes']) {
      const text = await (await api.get(`/events?stream_type=${stream}&stream_position=now`)).text();
      positions.set(stream, /"next_stream_position":"?(\d+)/.exec(text)![1]!);
    }
    await box.controls.act([{ type: 'share', fileId: await box.file(), access: 'open' }]);
    // Only what has happened since: the enterprise's past holds such events anyway.
    const types = async (stream: string) =>
      list
        .parse(await body(api.get(`/events?stream_type=${stream}&stream_position=${positions.get(stream)!}`)))
        .entries.map((each) => each['event_type']);
    expect(await types('admin_logs')).toEqual(['UPLOAD', 'SHARE']);
    expect(await types('admin_logs_streaming')).toEqual(['UPLOAD', 'SHARE']);
    expect(await types('all')).toEqual(['ITEM_UPLOAD', 'ITEM_SHARED_CREATE']);
    expect(await types('changes')).toEqual(['ITEM_UPLOAD']);
  });

  it('5: GET of a trashed file answers 200 with item_status "trashed", and 404 once it is purged', async () => {
    const fileId = await box.file();
    await box.controls.act([{ type: 'delete', fileId }]);
    expect(await body(api.get(`/files/${fileId}`))).toMatchObject({ item_status: 'trashed', shared_link: null });
    await box.controls.act([{ type: 'purge', fileId }]);
    expect(await refused(api.get(`/files/${fileId}`))).toEqual([404, 'not_found']);
  });

  it('6: a bad or expired token is answered with 401 and an empty body; the reason is in WWW-Authenticate only', async () => {
    const response = await apiAt(box.url, 'nonsense').get('/users/me');
    expect([response.status, await response.text()]).toEqual([401, '']);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
  });

  it('7: GET /collaborations lists the caller’s pending invitations only, and wants to be told so', async () => {
    const folderId = await box.folder();
    await box.controls.act([{ type: 'collaborate', folderId, login: box.user.login, status: 'pending' }]);
    expect((await api.get('/collaborations')).status).toBe(400);
    const theirs = list.parse(await body(api.get('/collaborations?status=pending', asUser(box.user.id)))).entries;
    expect(theirs.length).toBeGreaterThan(0);
    expect(new Set(theirs.map(({ status }) => status))).toEqual(new Set(['pending']));
    expect(list.parse(await body(api.get('/collaborations?status=pending'))).entries).toEqual([]);
  });

  it('8: the root folder has no collaborations, no webhooks, no link and no sort with markers, and is full of nulls', async () => {
    expect(await refused(api.get('/folders/0/collaborations'))).toEqual([
      400,
      'collaborations_not_available_on_root_folder',
    ]);
    const hook = { target: { id: '0', type: 'folder' }, address: 'https://example.com/', triggers: ['FILE.UPLOADED'] };
    expect(await refused(api.send('POST', '/webhooks', hook))).toEqual([400, 'bad_request']);
    const link = { shared_link: { access: 'open' } };
    expect(await refused(api.send('PUT', '/folders/0', link))).toEqual([403, 'access_denied_insufficient_permissions']);
    expect(await refused(api.get('/folders/0/items?usemarker=true&sort=name'))).toEqual([400, 'invalid_parameter']);
    const nulls = { etag: null, sequence_id: null, created_at: null, parent: null };
    expect(await body(api.get('/folders/0'))).toMatchObject({ id: '0', ...nulls });
  });

  it('9: As-User does not reach what belongs to another enterprise, nor its users', async () => {
    const { entries } = list.parse(await body(api.get('/users?limit=1000')));
    const own = new Set(entries.map(({ id }) => id));
    // The other enterprise's admin signs in to a root of their own.
    const theirs = apiAt(box.url, (await signIn(box.url, 'admin@other-enterprise.example')).access_token);
    const stranger = await body(theirs.get('/users/me'));
    expect(own.has(stranger['id'])).toBe(false);
    expect(await refused(api.get('/users/me', asUser(String(stranger['id']))))).toEqual([404, 'not_found']);
    // Shared with the user, who sees it; through the header nobody does.
    const foreign = await body(theirs.send('POST', '/folders', { name: 'Foreign', parent: { id: '0' } }));
    const folderId = String(foreign['id']);
    await box.controls.act([{ type: 'collaborate', folderId, user: box.user.id }]);
    const itself = apiAt(box.url, (await signIn(box.url, box.user.login)).access_token);
    const root = async (call: Promise<Response>) => list.parse(await body(call)).entries.map(({ id }) => id);
    expect(await root(itself.get('/folders/0/items?limit=1000'))).toContain(folderId);
    expect(await root(api.get('/folders/0/items?limit=1000', asUser(box.user.id)))).not.toContain(folderId);
    expect((await itself.get(`/folders/${folderId}`)).status).toBe(200);
    expect(await refused(api.get(`/folders/${folderId}`, asUser(box.user.id)))).toEqual([404, 'not_found']);
  });

  it('10: what Box’s own client gets wrong is there to be got wrong: Retry-After, 202, one refresh token for many', async () => {
    await box.controls.fault({ kind: '429', ms: 5_000, count: 1, route: 'GET /2.0/users/me' });
    expect((await api.get('/users/me')).headers.get('retry-after')).toBe('5');
    await box.controls.settings({ contentReadyAfterMs: 3_600_000 });
    const early = await api.get(`/files/${await box.file()}/content`);
    await box.controls.settings({ contentReadyAfterMs: 0 });
    expect([early.status, await early.text()]).toEqual([202, '']);
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(0);
    const { refresh_token } = await signIn(box.url);
    const grants = await Promise.all(
      Array.from({ length: 8 }, () => requestToken(box.url, { grant_type: 'refresh_token', refresh_token })),
    );
    expect(grants.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 400)]);
  });

  it('11: the last page of a folder’s items has next_marker null', async () => {
    expect(await body(api.get('/folders/0/items?usemarker=true&limit=1000'))).toHaveProperty('next_marker', null);
  });

  it('12: admin_on_behalf_of is no scope of Box’s: no app can be given it', async () => {
    const { scopes } = z
      .object({ scopes: z.array(z.string()) })
      .parse(await (await fetch(`${box.url}/_sim/settings`)).json());
    await box.controls.settings({ scopes });
    await expect(box.controls.settings({ scopes: [...scopes, 'admin_on_behalf_of'] })).rejects.toThrow(/400/);
  });
});
