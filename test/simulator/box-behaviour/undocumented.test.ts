import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiAt, requestToken, signIn, type Api } from '../support/api.js';
import { OUTSIDE_ADMIN } from '../support/accounts.js';
import { readEventPage } from '../support/events.js';
import { anyObject, listOfIds, listOfObjects, readJson, readRefusal, withId } from '../support/schemas.js';
import { startSdkEnterprise, type SdkEnterprise } from '../support/sdk-enterprise.js';

const withScopes = z.looseObject({ scopes: z.array(z.string()) });

let box: SdkEnterprise;
let api: Api;
beforeAll(async () => {
  box = await startSdkEnterprise({ users: 12 });
  api = apiAt(box.url, (await signIn(box.url)).access_token);
});
afterAll(() => box.close());

const userWithRole = async (role: string, n = 0) =>
  (await box.controls.truthUsers()).filter((user) => user.role === role && user.status === 'active')[n]!;
const asUser = (id: string) => ({ 'as-user': id });

describe('behaviour of Box that its API description omits or that is commonly misunderstood', () => {
  it('next_stream_position exceeds 2^53, and is a string or a number', async () => {
    const forms = new Set<boolean>();
    for (let i = 0; i < 2; i += 1) {
      const { position, isNumber } = await readEventPage(api.get('/events?stream_type=admin_logs&limit=1'));
      expect(BigInt(position) > 2n ** 53n).toBe(true);
      forms.add(isNumber);
    }
    expect(forms).toEqual(new Set([true, false]));
  });

  it('As-User with the token owner’s own id returns 403', async () => {
    const call = readRefusal(api.get('/users/me', asUser(box.admin.id)));
    expect(await call).toEqual([403, 'access_denied_insufficient_permissions']);
  });

  it('a Co-Admin cannot act as another Co-Admin or as the primary admin, but can act as a user', async () => {
    const coAdmin = await userWithRole('coadmin');
    const asCoAdmin = apiAt(box.url, (await signIn(box.url, coAdmin.login)).access_token);
    for (const { userId } of [await userWithRole('coadmin', 1), await userWithRole('admin')]) {
      const call = readRefusal(asCoAdmin.get('/folders/0/items', asUser(userId)));
      expect(await call).toEqual([403, 'access_denied_insufficient_permissions']);
    }
    expect((await asCoAdmin.get('/folders/0/items', asUser(box.user.id))).status).toBe(200);
  });

  it('the enterprise’s streams have SHARE and UPLOAD where a user’s stream has ITEM_SHARED_CREATE and ITEM_UPLOAD', async () => {
    const positions = new Map<string, string>();
    for (const stream of ['admin_logs', 'admin_logs_streaming', 'all', 'changes']) {
      const { position } = await readEventPage(api.get(`/events?stream_type=${stream}&stream_position=now`));
      positions.set(stream, position);
    }
    await box.controls.act([{ type: 'share', fileId: await box.createFile(), access: 'open' }]);
    // Only events since then: the generated past contains such events too.
    const types = async (stream: string) => {
      const query = `stream_type=${stream}&stream_position=${positions.get(stream)!}`;
      return (await readEventPage(api.get(`/events?${query}`))).entries.map(({ event_type }) => event_type);
    };
    expect(await types('admin_logs')).toEqual(['UPLOAD', 'SHARE']);
    expect(await types('admin_logs_streaming')).toEqual(['UPLOAD', 'SHARE']);
    expect(await types('all')).toEqual(['ITEM_UPLOAD', 'ITEM_SHARED_CREATE']);
    expect(await types('changes')).toEqual(['ITEM_UPLOAD']);
  });

  it('GET of a trashed file returns 200 with item_status "trashed", and 404 once the file is purged', async () => {
    const fileId = await box.createFile();
    await box.controls.act([{ type: 'delete', fileId }]);
    expect(await readJson(anyObject, api.get(`/files/${fileId}`))).toMatchObject({
      item_status: 'trashed',
      shared_link: null,
    });
    await box.controls.act([{ type: 'purge', fileId }]);
    expect(await readRefusal(api.get(`/files/${fileId}`))).toEqual([404, 'not_found']);
  });

  it('an invalid or expired token gets 401 with an empty body; the reason is only in WWW-Authenticate', async () => {
    const response = await apiAt(box.url, 'invalid').get('/users/me');
    expect([response.status, await response.text()]).toEqual([401, '']);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
  });

  it('GET /collaborations lists only the caller’s pending invitations, and requires status=pending', async () => {
    const folderId = await box.createFolder();
    await box.controls.act([{ type: 'collaborate', folderId, login: box.user.login, status: 'pending' }]);
    expect((await api.get('/collaborations')).status).toBe(400);
    const pending = await readJson(listOfObjects, api.get('/collaborations?status=pending', asUser(box.user.id)));
    expect(pending.entries.length).toBeGreaterThan(0);
    expect(new Set(pending.entries.map(({ status }) => status))).toEqual(new Set(['pending']));
    expect((await readJson(listOfObjects, api.get('/collaborations?status=pending'))).entries).toEqual([]);
  });

  it('a root folder has no collaborations, webhooks or shared link, cannot be sorted with markers, and has null in most fields', async () => {
    expect(await readRefusal(api.get('/folders/0/collaborations'))).toEqual([
      400,
      'collaborations_not_available_on_root_folder',
    ]);
    const webhook = {
      target: { id: '0', type: 'folder' },
      address: 'https://example.com/',
      triggers: ['FILE.UPLOADED'],
    };
    expect(await readRefusal(api.send('POST', '/webhooks', webhook))).toEqual([400, 'bad_request']);
    const link = { shared_link: { access: 'open' } };
    expect(await readRefusal(api.send('PUT', '/folders/0', link))).toEqual([
      403,
      'access_denied_insufficient_permissions',
    ]);
    expect(await readRefusal(api.get('/folders/0/items?usemarker=true&sort=name'))).toEqual([400, 'invalid_parameter']);
    const nulls = { etag: null, sequence_id: null, created_at: null, parent: null };
    expect(await readJson(anyObject, api.get('/folders/0'))).toMatchObject({ id: '0', ...nulls });
  });

  it('As-User gives no access to items or users of another enterprise', async () => {
    const { entries } = await readJson(listOfIds, api.get('/users?limit=1000'));
    const own = new Set(entries.map(({ id }) => id));
    const outside = apiAt(box.url, (await signIn(box.url, OUTSIDE_ADMIN)).access_token);
    const outsideAdmin = await readJson(withId, outside.get('/users/me'));
    expect(own.has(outsideAdmin.id)).toBe(false);
    expect(await readRefusal(api.get('/users/me', asUser(outsideAdmin.id)))).toEqual([404, 'not_found']);
    // The folder is shared with the user: visible to the user, and hidden from an admin who acts as the user.
    const foreign = { name: 'Foreign', parent: { id: '0' } };
    const { id: folderId } = await readJson(withId, outside.send('POST', '/folders', foreign));
    await box.controls.act([{ type: 'collaborate', folderId, user: box.user.id }]);
    const ofUser = apiAt(box.url, (await signIn(box.url, box.user.login)).access_token);
    const ids = async (call: Promise<Response>) => (await readJson(listOfIds, call)).entries.map(({ id }) => id);
    expect(await ids(ofUser.get('/folders/0/items?limit=1000'))).toContain(folderId);
    expect(await ids(api.get('/folders/0/items?limit=1000', asUser(box.user.id)))).not.toContain(folderId);
    expect((await ofUser.get(`/folders/${folderId}`)).status).toBe(200);
    expect(await readRefusal(api.get(`/folders/${folderId}`, asUser(box.user.id)))).toEqual([404, 'not_found']);
  });

  it('a client must respect Retry-After, wait on 202 downloads and refresh once at a time', async () => {
    await box.controls.fault({ kind: '429', ms: 5_000, count: 1, route: 'GET /2.0/users/me' });
    expect((await api.get('/users/me')).headers.get('retry-after')).toBe('5');
    await box.controls.settings({ contentReadyAfterMs: 3_600_000 });
    const early = await api.get(`/files/${await box.createFile()}/content`);
    await box.controls.settings({ contentReadyAfterMs: 0 });
    expect([early.status, await early.text()]).toEqual([202, '']);
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(0);
    const { refresh_token } = await signIn(box.url);
    const grants = await Promise.all(
      Array.from({ length: 8 }, () => requestToken(box.url, { grant_type: 'refresh_token', refresh_token })),
    );
    expect(grants.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 400)]);
  });

  it('the last page of a folder’s items has next_marker null', async () => {
    expect(await readJson(anyObject, api.get('/folders/0/items?usemarker=true&limit=1000'))).toHaveProperty(
      'next_marker',
      null,
    );
  });

  it('admin_on_behalf_of is not a scope, and an app cannot have it', async () => {
    const { scopes } = await readJson(withScopes, fetch(`${box.url}/_sim/settings`));
    await box.controls.settings({ scopes });
    await expect(box.controls.settings({ scopes: [...scopes, 'admin_on_behalf_of'] })).rejects.toThrow(/400/);
  });
});
