import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partOf } from '../../../simulator/box/items/byte-range.js';
import { readTicket, writeTicket } from '../../../simulator/box/items/download-token.js';
import { signIn } from '../support/api.js';
import { signedIn, type SignedIn } from '../support/as-admin.js';

let box: SignedIn;
let fileId: string;
let address: string;
let whole: Buffer;
beforeAll(async () => {
  box = await signedIn({ users: 3, files: 100, seed: 6 });
  fileId = (await box.controls.pick('file', 'n=1&owner=10000000'))[0]!.id;
  address = await addressOf(`/files/${fileId}/content`);
  whole = await bytes(await fetch(address));
});
afterAll(() => box.simulator.close());

const bytes = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
const range = (header: string) => fetch(address, { headers: { range: header } });

async function addressOf(path: string): Promise<string> {
  const answer = await box.get(path);
  expect([answer.status, await answer.text()]).toEqual([302, '']);
  return answer.headers.get('location')!;
}

describe('a download', () => {
  it('is redirected to a second origin, which settings tell', async () => {
    const settings = (await (await fetch(`${box.simulator.url}/_sim/settings`)).json()) as { contentUrl: string };
    expect(settings.contentUrl).toBe(box.simulator.contentUrl);
    expect(new URL(address).origin).toBe(box.simulator.contentUrl);
    expect(new URL(address).origin).not.toBe(box.simulator.url);
  });

  it('needs no token there, and names the file', async () => {
    const answer = await fetch(address);
    const info = (await (await box.get(`/files/${fileId}?fields=name,size`)).json()) as { name: string; size: number };
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe(String(info.size));
    const name = /filename\*=UTF-8''(.*)$/.exec(answer.headers.get('content-disposition')!)?.[1];
    expect(decodeURIComponent(name!)).toBe(info.name);
  });

  it('can be asked for with a token in the address; no other call can', async () => {
    const content = `${box.simulator.url}/2.0/files/${fileId}/content`;
    const answer = await fetch(`${content}?access_token=${box.token}`, { redirect: 'manual' });
    expect(answer.status).toBe(302);
    expect((await fetch(`${content}?access_token=wrong`, { redirect: 'manual' })).status).toBe(401);
    expect((await fetch(`${box.simulator.url}/2.0/users/me?access_token=${box.token}`)).status).toBe(401);
  });

  it('is told as an event', async () => {
    const count = async () => {
      const events = await box.controls.truthEvents('2000-01-01T00:00:00Z', '2100-01-01T00:00:00Z');
      return events.filter(({ type, itemId }) => type === 'DOWNLOAD' && itemId === fileId).length;
    };
    const before = await count();
    await addressOf(`/files/${fileId}/content`);
    expect(await count()).toBe(before + 1);
  });

  it('of an address that was never given is a 404', async () => {
    const [, ticket = ''] = /\/d\/1\/(.*)\/download/.exec(address) ?? [];
    const forged = writeTicket('another secret', { fileId, version: 1, expiresAt: 9e15 });
    for (const wrong of [forged, `${ticket}x`, 'nonsense']) {
      expect((await fetch(`${box.simulator.contentUrl}/d/1/${wrong}/download`)).status).toBe(404);
    }
  });

  it('of an address that ran out is a 410', async () => {
    const secret = 'boxward-simulator-secret';
    const before = Date.now();
    const fresh = await addressOf(`/files/${fileId}/content`);
    const good = readTicket(secret, /\/d\/1\/(.*)\/download/.exec(fresh)?.[1] ?? '')!;
    expect(good.expiresAt - before).toBeGreaterThanOrEqual(15 * 60_000);
    expect(good.expiresAt - Date.now()).toBeLessThanOrEqual(15 * 60_000);
    const old = writeTicket(secret, { ...good, expiresAt: Date.now() });
    expect((await fetch(`${box.simulator.contentUrl}/d/1/${old}/download`)).status).toBe(410);
  });

  it('of an earlier version gives what the file held then; of a version that never was, a 404', async () => {
    const version = async () => {
      const info = (await (await box.get(`/files/${fileId}?fields=file_version`)).json()) as {
        file_version: { id: string };
      };
      return info.file_version.id;
    };
    const first = await version();
    await box.controls.act([{ type: 'edit', fileId }]);
    const second = await version();
    expect(second).not.toBe(first);
    expect(await bytes(await fetch(await addressOf(`/files/${fileId}/content?version=${first}`)))).toEqual(whole);
    const newest = await bytes(await fetch(await addressOf(`/files/${fileId}/content`)));
    expect(newest).not.toEqual(whole);
    expect(await bytes(await fetch(await addressOf(`/files/${fileId}/content?version=${second}`)))).toEqual(newest);
    expect((await box.get(`/files/${fileId}/content?version=${fileId}9`)).status).toBe(404);
  });

  it('of a file in the trash, or of none, is a 404', async () => {
    const [, other] = await box.controls.pick('file', 'n=2&owner=10000000');
    await box.controls.act([{ type: 'delete', fileId: other!.id }]);
    const answer = await box.get(`/files/${other!.id}/content`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([404, 'trashed']);
    expect((await box.get('/files/1/content')).status).toBe(404);
  });
});

describe('a download by somebody else', () => {
  const [viewer, other] = ['10000001', '19000001'];
  const asUser = (id: string) => ({ 'as-user': id });
  async function made(name: string): Promise<string> {
    const [uploaded] = await box.controls.act([{ type: 'upload', as: '10000000', folderId: '0', name }]);
    return uploaded!.itemId!;
  }
  async function refusal(path: string, headers: Record<string, string>): Promise<[number, string?]> {
    const answer = await box.get(path, headers);
    return answer.status === 302 ? [302] : [answer.status, ((await answer.json()) as { code: string }).code];
  }

  it.each([
    ['previewer', 403],
    ['uploader', 403],
    ['previewer uploader', 403],
    ['viewer', 302],
    ['editor', 302],
  ])('who is a %s is answered %i', async (role, status) => {
    const id = await made(`for a ${role}.txt`);
    await box.controls.act([{ type: 'collaborate', fileId: id, user: viewer, role }]);
    const [answered, code] = await refusal(`/files/${id}/content`, asUser(viewer));
    expect(answered).toBe(status);
    expect(code).toBe(status === 403 ? 'access_denied_insufficient_permissions' : undefined);
  });

  it('is refused while a lock prevents it, but not to the lock’s maker, and not once it has ended', async () => {
    const id = await made('locked.txt');
    const lock = { type: 'lock', as: '10000000', fileId: id, isDownloadPrevented: true };
    await box.controls.act([{ type: 'collaborate', fileId: id, user: viewer, role: 'editor' }, lock]);
    const path = `/files/${id}/content`;
    expect(await refusal(path, asUser(viewer))).toEqual([403, 'access_denied_item_locked']);
    expect(await refusal(path, {})).toEqual([302]);
    await box.controls.act([{ ...lock, isDownloadPrevented: false }]);
    expect(await refusal(path, asUser(viewer))).toEqual([302]);
    await box.controls.act([{ ...lock, expiresAt: 1_000 }]);
    expect(await refusal(path, asUser(viewer))).toEqual([302]);
  });

  it('is by a link what the link allows, and then for the company only where the file is', async () => {
    const id = await made('linked.txt');
    const path = `/files/${id}/content`;
    const { access_token: theirs } = await signIn(box.simulator.url, 'someone@other-enterprise.example');
    const share = async (fields: Record<string, unknown>): Promise<Record<string, string>> => {
      await box.controls.act([{ type: 'share', fileId: id, access: 'open', ...fields }]);
      const told = (await (await box.get(`/files/${id}?fields=shared_link`)).json()) as {
        shared_link: { url: string };
      };
      return { boxapi: `shared_link=${told.shared_link.url}`, authorization: `Bearer ${theirs}` };
    };
    const open = await share({});
    expect(await refusal(path, { authorization: open['authorization']! })).toEqual([404, 'not_found']);
    expect(await refusal(path, open)).toEqual([302]);
    const toLookAt = await share({ canDownload: false });
    expect(await refusal(path, toLookAt)).toEqual([403, 'access_denied_insufficient_permissions']);
    const again = await share({});
    await box.controls.act([{ type: 'restrictDownload', fileId: id, to: 'company' }]);
    expect(await refusal(path, again)).toEqual([403, 'access_denied_insufficient_permissions']);
    await box.controls.act([{ type: 'collaborate', fileId: id, user: other }]);
    expect(await refusal(path, { authorization: again['authorization']! })).toEqual([
      403,
      'access_denied_insufficient_permissions',
    ]);
  });
});

describe('a download right after an upload', () => {
  it('is put off with 202, an empty body and Retry-After, for as long as is set', async () => {
    const [uploaded] = await box.controls.act([{ type: 'upload', as: '10000000', folderId: '0', name: 'new.csv' }]);
    const path = `/files/${uploaded!.itemId!}/content`;
    await box.controls.settings({ contentReadyAfterMs: 3_600_000 });
    const early = await box.get(path);
    expect([early.status, await early.text()]).toEqual([202, '']);
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(3_000);
    await box.controls.settings({ contentReadyAfterMs: 0 });
    expect((await fetch(await addressOf(path))).status).toBe(200);
  });

  it('of an earlier version is not put off', async () => {
    await box.controls.act([{ type: 'edit', fileId }]);
    await box.controls.settings({ contentReadyAfterMs: 3_600_000 });
    expect((await box.get(`/files/${fileId}/content`)).status).toBe(202);
    expect((await box.get(`/files/${fileId}/content?version=${fileId}1`)).status).toBe(302);
    await box.controls.settings({ contentReadyAfterMs: 0 });
  });
});

describe('a part of a file', () => {
  it('is 206 with the bytes and where they lie', async () => {
    for (const [header, from, to] of [
      ['bytes=0-9', 0, 10],
      ['bytes=10-', 10, whole.length],
      ['bytes=-7', whole.length - 7, whole.length],
    ] as const) {
      const answer = await range(header);
      expect([answer.status, answer.headers.get('content-range')]).toEqual([
        206,
        `bytes ${from}-${to - 1}/${whole.length}`,
      ]);
      expect(await bytes(answer)).toEqual(whole.subarray(from, to));
    }
  });

  it('that lies past the end is 416, and says how long the file is', async () => {
    const answer = await range(`bytes=${whole.length}-`);
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
  });

  it('always lies in the file, and is what was asked for where that is there', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.nat(100), (from, more, size) => {
        const part = partOf(`bytes=${from}-${from + more}`, size);
        expect(part).toEqual(from < size ? { first: from, last: Math.min(from + more, size - 1) } : 'none');
      }),
    );
    for (const nonsense of [undefined, '', 'bytes=-', 'bytes=5-3', 'pages=1-2', 'bytes=0-1,3-4']) {
      expect(partOf(nonsense, 10)).toBe('whole');
    }
  });
});
