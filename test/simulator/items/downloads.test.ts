import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { verifyDownloadToken, signDownloadToken } from '../../../simulator/box/items/download-token.js';
import { ID, OUTSIDE_USER } from '../support/accounts.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { signIn } from '../support/api.js';
import { allEvents } from '../support/controls.js';
import { anyObject, readJson, readRefusal } from '../support/schemas.js';

const fileInfo = z.looseObject({ name: z.string(), size: z.number() });
const withVersion = z.looseObject({ file_version: z.object({ id: z.string() }) });
const withLink = z.looseObject({ shared_link: z.object({ url: z.string() }) });

const SECRET = 'boxward-simulator-secret';
const VALID_MS = 15 * 60_000;
const READY_AFTER_MS = 20 * 60_000;

let box: AdminSession;
let fileId: string;
/** Where the download of the file redirects to. */
let location: string;
let content: Buffer;
beforeAll(async () => {
  box = await startAdminSession({ users: 3, files: 100, seed: 6 });
  fileId = (await box.controls.pick('file', `n=1&owner=${ID.admin}`))[0]!.id;
  location = await locationOf(`/files/${fileId}/content`);
  content = await bytes(await fetch(location));
});
afterAll(() => box.close());

const bytes = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
const fetchRange = (range: string) => fetch(location, { headers: { range } });

/** The redirect target of a download. */
async function locationOf(path: string): Promise<string> {
  const response = await box.api(path);
  expect([response.status, await response.text()]).toEqual([302, '']);
  return response.headers.get('location')!;
}

describe('a download', () => {
  it('redirects to a second origin, which the settings name', async () => {
    const settings = await box.control(anyObject, 'GET', '/settings');
    expect(settings['contentUrl']).toBe(box.simulator.contentUrl);
    expect(new URL(location).origin).toBe(box.simulator.contentUrl);
    expect(new URL(location).origin).not.toBe(box.url);
  });

  it('needs no token at that origin, and returns the file name', async () => {
    const response = await fetch(location);
    const info = await readJson(fileInfo, box.api(`/files/${fileId}?fields=name,size`));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe(String(info.size));
    const name = /filename\*=UTF-8''(.*)$/.exec(response.headers.get('content-disposition')!)?.[1];
    expect(decodeURIComponent(name!)).toBe(info.name);
  });

  it('accepts the token in the query; other calls do not', async () => {
    const url = `${box.url}/2.0/files/${fileId}/content`;
    const response = await fetch(`${url}?access_token=${box.token}`, { redirect: 'manual' });
    expect(response.status).toBe(302);
    expect((await fetch(`${url}?access_token=wrong`, { redirect: 'manual' })).status).toBe(401);
    expect((await fetch(`${box.url}/2.0/users/me?access_token=${box.token}`)).status).toBe(401);
  });

  it('records a DOWNLOAD event', async () => {
    const count = async () =>
      (await allEvents(box.controls)).filter(({ type, itemId }) => type === 'DOWNLOAD' && itemId === fileId).length;
    const before = await count();
    await locationOf(`/files/${fileId}/content`);
    expect(await count()).toBe(before + 1);
  });

  it('returns 404 for a forged address', async () => {
    const [, ticket = ''] = /\/d\/1\/(.*)\/download/.exec(location) ?? [];
    const forged = signDownloadToken('another secret', { fileId, version: 1, expiresAt: 9e15 });
    for (const wrong of [forged, `${ticket}x`, 'nonsense']) {
      expect((await fetch(`${box.simulator.contentUrl}/d/1/${wrong}/download`)).status).toBe(404);
    }
  });

  it('returns the bytes of an earlier version, and 404 for an unknown version', async () => {
    const version = async () =>
      (await readJson(withVersion, box.api(`/files/${fileId}?fields=file_version`))).file_version.id;
    const first = await version();
    await box.controls.act([{ type: 'edit', fileId }]);
    const second = await version();
    expect(second).not.toBe(first);
    expect(await bytes(await fetch(await locationOf(`/files/${fileId}/content?version=${first}`)))).toEqual(content);
    const newest = await bytes(await fetch(await locationOf(`/files/${fileId}/content`)));
    expect(newest).not.toEqual(content);
    expect(await bytes(await fetch(await locationOf(`/files/${fileId}/content?version=${second}`)))).toEqual(newest);
    expect((await box.api(`/files/${fileId}/content?version=${fileId}9`)).status).toBe(404);
  });

  it('returns 404 for a trashed and for an unknown file', async () => {
    const [, other] = await box.controls.pick('file', `n=2&owner=${ID.admin}`);
    await box.controls.act([{ type: 'delete', fileId: other!.id }]);
    expect(await readRefusal(box.api(`/files/${other!.id}/content`))).toEqual([404, 'trashed']);
    expect((await box.api('/files/1/content')).status).toBe(404);
  });
});

describe('a download by another user', () => {
  const asUser = (id: string) => ({ 'as-user': id });
  async function upload(name: string): Promise<string> {
    const [uploaded] = await box.controls.act([{ type: 'upload', as: ID.admin, folderId: '0', name }]);
    return uploaded!.itemId!;
  }
  /** The status of a download, with the error code unless it redirects. */
  async function outcome(path: string, headers: Record<string, string>): Promise<[number, string?]> {
    const response = await box.api(path, { headers });
    return response.status === 302 ? [302] : readRefusal(response);
  }

  it.each([
    ['previewer', 403],
    ['uploader', 403],
    ['previewer uploader', 403],
    ['viewer', 302],
    ['editor', 302],
  ])('with the role %s returns %i', async (role, status) => {
    const id = await upload(`for a ${role}.txt`);
    await box.controls.act([{ type: 'collaborate', fileId: id, user: ID.coAdmin, role }]);
    const [received, code] = await outcome(`/files/${id}/content`, asUser(ID.coAdmin));
    expect(received).toBe(status);
    expect(code).toBe(status === 403 ? 'access_denied_insufficient_permissions' : undefined);
  });

  it('is refused while a lock that forbids downloads is in force, except to the user who locked the file', async () => {
    const id = await upload('locked.txt');
    const lock = { type: 'lock', as: ID.admin, fileId: id, isDownloadPrevented: true };
    await box.controls.act([{ type: 'collaborate', fileId: id, user: ID.coAdmin, role: 'editor' }, lock]);
    const path = `/files/${id}/content`;
    expect(await outcome(path, asUser(ID.coAdmin))).toEqual([403, 'access_denied_item_locked']);
    expect(await outcome(path, {})).toEqual([302]);
    await box.controls.act([{ ...lock, isDownloadPrevented: false }]);
    expect(await outcome(path, asUser(ID.coAdmin))).toEqual([302]);
    await box.controls.act([{ ...lock, expiresAt: 1_000 }]);
    expect(await outcome(path, asUser(ID.coAdmin))).toEqual([302]);
  });

  it('follows the permissions of a shared link, and the file’s restriction to the company', async () => {
    const id = await upload('linked.txt');
    const path = `/files/${id}/content`;
    const { access_token: theirs } = await signIn(box.url, OUTSIDE_USER);
    const share = async (fields: Record<string, unknown>): Promise<Record<string, string>> => {
      await box.controls.act([{ type: 'share', fileId: id, access: 'open', ...fields }]);
      const { shared_link } = await readJson(withLink, box.api(`/files/${id}?fields=shared_link`));
      return { boxapi: `shared_link=${shared_link.url}`, authorization: `Bearer ${theirs}` };
    };
    const open = await share({});
    expect(await outcome(path, { authorization: open['authorization']! })).toEqual([404, 'not_found']);
    expect(await outcome(path, open)).toEqual([302]);
    const previewOnly = await share({ canDownload: false });
    expect(await outcome(path, previewOnly)).toEqual([403, 'access_denied_insufficient_permissions']);
    const reopened = await share({});
    await box.controls.act([{ type: 'restrictDownload', fileId: id, to: 'company' }]);
    expect(await outcome(path, reopened)).toEqual([403, 'access_denied_insufficient_permissions']);
    await box.controls.act([{ type: 'collaborate', fileId: id, user: ID.outsideUser }]);
    expect(await outcome(path, { authorization: reopened['authorization']! })).toEqual([
      403,
      'access_denied_insufficient_permissions',
    ]);
  });
});

describe('a range request', () => {
  it('returns 206 with the bytes and their position', async () => {
    for (const [header, from, to] of [
      ['bytes=0-9', 0, 10],
      ['bytes=10-', 10, content.length],
      ['bytes=-7', content.length - 7, content.length],
    ] as const) {
      const response = await fetchRange(header);
      expect([response.status, response.headers.get('content-range')]).toEqual([
        206,
        `bytes ${from}-${to - 1}/${content.length}`,
      ]);
      expect(await bytes(response)).toEqual(content.subarray(from, to));
    }
  });

  it('returns 416 with the file size when it starts past the end', async () => {
    const response = await fetchRange(`bytes=${content.length}-`);
    expect([response.status, response.headers.get('content-range')]).toEqual([416, `bytes */${content.length}`]);
  });
});

// The tests below advance the clock, after which the address that the tests above share has expired.

describe('a download right after an upload', () => {
  it('returns 202 with an empty body and Retry-After while the content is not ready', async () => {
    const [uploaded] = await box.controls.act([{ type: 'upload', as: ID.admin, folderId: '0', name: 'new.csv' }]);
    const path = `/files/${uploaded!.itemId!}/content`;
    await box.controls.settings({ contentReadyAfterMs: READY_AFTER_MS });
    const early = await box.api(path);
    expect([early.status, await early.text()]).toEqual([202, '']);
    const retryAfterMs = Number(early.headers.get('retry-after')) * 1_000;
    expect(retryAfterMs).toBeLessThanOrEqual(READY_AFTER_MS);
    await box.advance(retryAfterMs);
    expect((await fetch(await locationOf(path))).status).toBe(200);
  });

  it('does not return 202 for an earlier version', async () => {
    await box.controls.act([{ type: 'edit', fileId }]);
    await box.controls.settings({ contentReadyAfterMs: READY_AFTER_MS });
    expect((await box.api(`/files/${fileId}/content`)).status).toBe(202);
    expect((await box.api(`/files/${fileId}/content?version=${fileId}1`)).status).toBe(302);
    await box.controls.settings({ contentReadyAfterMs: 0 });
  });
});

describe('the address of a download', () => {
  it('expires after 15 minutes; then it returns 410', async () => {
    await box.controls.settings({ contentReadyAfterMs: 0 });
    const issuedFrom = await box.now();
    const fresh = await locationOf(`/files/${fileId}/content`);
    const issuedUntil = await box.now();
    const token = verifyDownloadToken(SECRET, /\/d\/1\/(.*)\/download/.exec(fresh)?.[1] ?? '')!;
    const issuedAt = token.expiresAt - VALID_MS;
    expect(issuedAt).toBeGreaterThanOrEqual(issuedFrom);
    expect(issuedAt).toBeLessThanOrEqual(issuedUntil);
    expect((await fetch(fresh)).status).toBe(200);
    await box.advance(VALID_MS);
    expect((await fetch(fresh)).status).toBe(410);
  });
});
