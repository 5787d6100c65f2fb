import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { performExpiries } from '../../../simulator/commands/expire.js';
import { perform } from '../../../simulator/commands/perform.js';
import { createState } from '../../../simulator/start.js';
import { startStage, type Stage } from '../support/content.js';

interface Link {
  readonly url: string;
  readonly access: string;
  readonly effective_access: string;
  readonly effective_permission: string;
}

let stage: Stage;
let folder: string;
let file: string;
let count = 0;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.simulator.close());
beforeEach(async () => {
  count += 1;
  folder = await stage.folder(3, `linked ${count}`);
  file = await stage.file(3, folder, 'inside.txt');
});

const put = async (link: unknown, path = `/files/${file}`) =>
  stage.as(3)('PUT', `${path}?fields=shared_link`, { shared_link: link });
const linkOf = async (link: unknown, path?: string): Promise<Link> =>
  (await put(link, path)).body['shared_link'] as Link;

describe('a shared link', () => {
  it('is answered by itself under fields=shared_link, and told as SHARE', async () => {
    const { status, body } = await put({ access: 'open' });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['etag', 'id', 'shared_link', 'type']);
    expect(body['shared_link']).toMatchObject({ access: 'open', effective_access: 'open', is_password_enabled: false });
    expect((await stage.eventsOf(file)).at(-1)).toBe('SHARE');
    const truth = (await stage.controls.truthFiles()).find(({ fileId }) => fileId === file);
    expect(truth).toMatchObject({ access: 'public', sharedLink: { inheritedFrom: null } });
  });

  it('keeps its address while it is changed, and has a new one once made again', async () => {
    const first = await linkOf({ access: 'open' });
    expect((await linkOf({ access: 'company' })).url).toBe(first.url);
    expect((await stage.eventsOf(file)).at(-1)).toBe('ITEM_SHARED_UPDATE');
    expect((await put(null)).body['shared_link']).toBeNull();
    expect((await stage.eventsOf(file)).at(-1)).toBe('UNSHARE');
    expect((await linkOf({ access: 'open' })).url).not.toBe(first.url);
  });

  it("takes the tenant's default where it does not say whom it is for", async () => {
    await put({ access: 'open' });
    expect((await linkOf({})).access).toBe('company');
  });

  it.each([
    ['a password where it is not for everybody', { access: 'company', password: 'Long-enough-1' }],
    ['a short password', { access: 'open', password: 'Ab1' }],
    ['a password of small letters only', { access: 'open', password: 'abcdefgh' }],
    ['downloads for collaborators', { access: 'collaborators', permissions: { can_download: true } }],
    ['an end that is over', { access: 'open', unshared_at: '2001-01-01T00:00:00Z' }],
    ['a level that is none', { access: 'everybody' }],
  ])('refuses %s', async (_what, link) => {
    const { status, body } = await put(link);
    expect([status, body.code]).toEqual([400, 'bad_request']);
    expect((await stage.as(3)('GET', `/files/${file}`)).body['shared_link']).toBeNull();
  });

  it('lets nobody edit a folder', async () => {
    const { status } = await put({ access: 'open', permissions: { can_edit: true } }, `/folders/${folder}`);
    expect(status).toBe(400);
  });

  it('may forbid downloads', async () => {
    const link = await linkOf({ access: 'open', permissions: { can_download: false } });
    expect(link).toMatchObject({ effective_permission: 'can_preview', download_url: null });
  });

  it("is no wider in force than the tenant's policy, though it says so", async () => {
    await put({ access: 'open' });
    await stage.controls.settings({ tenantPolicy: { sharedLinkAccess: 'company' } });
    const link = (await stage.as(3)('GET', `/files/${file}`)).body['shared_link'];
    const truth = (await stage.controls.truthFiles()).find(({ fileId }) => fileId === file);
    await stage.controls.settings({ tenantPolicy: { sharedLinkAccess: 'collaborators' } });
    const narrower = (await stage.as(3)('GET', `/files/${file}`)).body['shared_link'];
    const levels = (await stage.as(3)('GET', `/folders/${folder}?fields=allowed_shared_link_access_levels`)).body;
    await stage.controls.settings({ tenantPolicy: {} });
    expect(link).toMatchObject({ access: 'open', effective_access: 'company' });
    expect(truth).toMatchObject({ access: 'internal' });
    expect(narrower).toMatchObject({ effective_access: 'collaborators', effective_permission: 'can_preview' });
    expect(levels['allowed_shared_link_access_levels']).toEqual(['collaborators']);
  });

  it('on a folder shows below only as is_accessible_via_shared_link', async () => {
    await put({ access: 'open' }, `/folders/${folder}`);
    const { body } = await stage.as(3)('GET', `/files/${file}?fields=shared_link,is_accessible_via_shared_link`);
    expect(body).toMatchObject({ shared_link: null, is_accessible_via_shared_link: true });
  });
});

describe('following a link', () => {
  const follow = (index: number, header: string) =>
    stage.as(index)('GET', '/shared_items', undefined, { boxapi: header });

  it('leads somebody who was not let in to the item, and through a folder to what lies below', async () => {
    const { url } = await linkOf({ access: 'open' }, `/folders/${folder}`);
    const header = { boxapi: `shared_link=${url}` };
    expect((await follow(4, header.boxapi)).body).toMatchObject({ type: 'folder', id: folder });
    expect((await stage.as(4)('GET', `/files/${file}`)).status).toBe(404);
    expect((await stage.as(4)('GET', `/files/${file}`, undefined, header)).status).toBe(200);
    const items = await stage.as(4)('GET', `/folders/${folder}/items`, undefined, header);
    expect(items.body.entries.map(({ id }) => id)).toEqual([file]);
  });

  it('asks for the password that it was given', async () => {
    const { url } = await linkOf({ access: 'open', password: 'Long-enough-1' });
    for (const header of [`shared_link=${url}`, `shared_link=${url}&shared_link_password=wrong`]) {
      const { status, body } = await follow(4, header);
      expect([status, body.code]).toEqual([403, 'incorrect_shared_item_password']);
    }
    expect((await follow(4, `shared_link=${url}&shared_link_password=Long-enough-1`)).body.id).toBe(file);
  });

  it('ends at a link that is for collaborators, that is gone, or that never was', async () => {
    const { url } = await linkOf({ access: 'collaborators' });
    expect((await follow(4, `shared_link=${url}`)).status).toBe(404);
    expect((await follow(3, `shared_link=${url}`)).status).toBe(200);
    await put(null);
    expect((await follow(3, `shared_link=${url}`)).status).toBe(404);
    expect((await follow(3, 'shared_link=https://acme.box.example/s/1')).status).toBe(404);
  });
});

describe('what was shared until a day', () => {
  it('is shared no longer once the day has come, and that is told', () => {
    const state = createState({ users: 6, files: 50, seed: 7, now: Date.UTC(2026, 5, 1) });
    const [file] = state.world.allActive('file');
    const [id, end] = [file!.id, state.clock.now() + 60_000];
    perform(state, { type: 'share', fileId: id, access: 'open', unsharedAt: end });
    perform(state, { type: 'collaborate', fileId: id, login: 'guest@elsewhere.example', expiresAt: end });
    performExpiries(state);
    expect(state.world.item(id)?.link).not.toBeNull();
    state.clock.advance(61_000);
    performExpiries(state);
    expect(state.world.item(id)?.link).toBeNull();
    expect(state.events.after(state.events.lastSeq - 2, 2).map(({ type }) => type)).toEqual([
      'COLLABORATION_EXPIRATION',
      'SHARE_EXPIRATION',
    ]);
    expect(state.world.deadlines.due(Infinity)).toEqual([]);
  });
});
