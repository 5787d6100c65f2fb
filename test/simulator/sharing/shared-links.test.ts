import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startWithSignedInUsers, type SignedInUsers } from '../support/signed-in-users.js';

const sharedLink = z.looseObject({ url: z.string(), access: z.string() });

let box: SignedInUsers;
let folder: string;
let file: string;
let count = 0;
beforeAll(async () => {
  box = await startWithSignedInUsers();
});
afterAll(() => box.simulator.close());
beforeEach(async () => {
  count += 1;
  folder = await box.createFolder(3, `linked ${count}`);
  file = await box.createFile(3, folder, 'inside.txt');
});

const putLink = async (link: unknown, path = `/files/${file}`) =>
  box.as(3)('PUT', `${path}?fields=shared_link`, { shared_link: link });
const linkOf = async (link: unknown, path?: string): Promise<z.infer<typeof sharedLink>> =>
  sharedLink.parse((await putLink(link, path)).body['shared_link']);

describe('a shared link', () => {
  it('is returned with fields=shared_link only, and recorded as SHARE', async () => {
    const { status, body } = await putLink({ access: 'open' });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['etag', 'id', 'shared_link', 'type']);
    expect(body['shared_link']).toMatchObject({ access: 'open', effective_access: 'open', is_password_enabled: false });
    expect((await box.eventsOf(file)).at(-1)).toBe('SHARE');
    const truth = (await box.controls.truthFiles()).find(({ fileId }) => fileId === file);
    expect(truth).toMatchObject({ access: 'public', sharedLink: { inheritedFrom: null } });
  });

  it('keeps its URL when changed, and gets a new one when created again', async () => {
    const first = await linkOf({ access: 'open' });
    expect((await linkOf({ access: 'company' })).url).toBe(first.url);
    expect((await box.eventsOf(file)).at(-1)).toBe('ITEM_SHARED_UPDATE');
    expect((await putLink(null)).body['shared_link']).toBeNull();
    expect((await box.eventsOf(file)).at(-1)).toBe('UNSHARE');
    expect((await linkOf({ access: 'open' })).url).not.toBe(first.url);
  });

  it("has the enterprise's default access unless the request names one", async () => {
    await putLink({ access: 'open' });
    expect((await linkOf({})).access).toBe('company');
  });

  it.each([
    ['a password for a link that is not open', { access: 'company', password: 'Long-enough-1' }],
    ['a short password', { access: 'open', password: 'Ab1' }],
    ['a password of lower-case letters only', { access: 'open', password: 'abcdefgh' }],
    [
      'download permission for a link for collaborators',
      { access: 'collaborators', permissions: { can_download: true } },
    ],
    ['an expiry in the past', { access: 'open', unshared_at: '2001-01-01T00:00:00Z' }],
    ['an unknown access level', { access: 'everybody' }],
  ])('refuses %s', async (_what, link) => {
    const { status, body } = await putLink(link);
    expect([status, body.code]).toEqual([400, 'bad_request']);
    expect((await box.as(3)('GET', `/files/${file}`)).body['shared_link']).toBeNull();
  });

  it('of a folder cannot give edit permission', async () => {
    const { status } = await putLink({ access: 'open', permissions: { can_edit: true } }, `/folders/${folder}`);
    expect(status).toBe(400);
  });

  it('can forbid downloads', async () => {
    const link = await linkOf({ access: 'open', permissions: { can_download: false } });
    expect(link).toMatchObject({ effective_permission: 'can_preview', download_url: null });
  });

  it("has an effective access within the enterprise's policy, and keeps its own access value", async () => {
    await putLink({ access: 'open' });
    await box.controls.settings({ tenantPolicy: { sharedLinkAccess: 'company' } });
    const link = (await box.as(3)('GET', `/files/${file}`)).body['shared_link'];
    const truth = (await box.controls.truthFiles()).find(({ fileId }) => fileId === file);
    await box.controls.settings({ tenantPolicy: { sharedLinkAccess: 'collaborators' } });
    const narrower = (await box.as(3)('GET', `/files/${file}`)).body['shared_link'];
    const levels = (await box.as(3)('GET', `/folders/${folder}?fields=allowed_shared_link_access_levels`)).body;
    await box.controls.settings({ tenantPolicy: {} });
    expect(link).toMatchObject({ access: 'open', effective_access: 'company' });
    expect(truth).toMatchObject({ access: 'internal' });
    expect(narrower).toMatchObject({ effective_access: 'collaborators', effective_permission: 'can_preview' });
    expect(levels['allowed_shared_link_access_levels']).toEqual(['collaborators']);
  });

  it('of a folder shows on the items below only as is_accessible_via_shared_link', async () => {
    await putLink({ access: 'open' }, `/folders/${folder}`);
    const { body } = await box.as(3)('GET', `/files/${file}?fields=shared_link,is_accessible_via_shared_link`);
    expect(body).toMatchObject({ shared_link: null, is_accessible_via_shared_link: true });
  });
});

describe('opening a shared link', () => {
  const open = (position: number, header: string) =>
    box.as(position)('GET', '/shared_items', undefined, { boxapi: header });

  it('gives a user without a collaboration access to the item and to everything below it', async () => {
    const { url } = await linkOf({ access: 'open' }, `/folders/${folder}`);
    const header = { boxapi: `shared_link=${url}` };
    expect((await open(4, header.boxapi)).body).toMatchObject({ type: 'folder', id: folder });
    expect((await box.as(4)('GET', `/files/${file}`)).status).toBe(404);
    expect((await box.as(4)('GET', `/files/${file}`, undefined, header)).status).toBe(200);
    const items = await box.as(4)('GET', `/folders/${folder}/items`, undefined, header);
    expect(items.body.entries.map(({ id }) => id)).toEqual([file]);
  });

  it('requires the password of the link', async () => {
    const { url } = await linkOf({ access: 'open', password: 'Long-enough-1' });
    for (const header of [`shared_link=${url}`, `shared_link=${url}&shared_link_password=wrong`]) {
      const { status, body } = await open(4, header);
      expect([status, body.code]).toEqual([403, 'incorrect_shared_item_password']);
    }
    expect((await open(4, `shared_link=${url}&shared_link_password=Long-enough-1`)).body.id).toBe(file);
  });

  it('returns 404 for a link for collaborators, a removed link and an unknown link', async () => {
    const { url } = await linkOf({ access: 'collaborators' });
    expect((await open(4, `shared_link=${url}`)).status).toBe(404);
    expect((await open(3, `shared_link=${url}`)).status).toBe(200);
    await putLink(null);
    expect((await open(3, `shared_link=${url}`)).status).toBe(404);
    expect((await open(3, 'shared_link=https://acme.box.example/s/1')).status).toBe(404);
  });
});
