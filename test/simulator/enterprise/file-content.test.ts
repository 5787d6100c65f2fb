import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mediaTypeOf } from '../../../simulator/enterprise/content/index.js';
import { ID } from '../support/accounts.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { readJson, withId } from '../support/schemas.js';

const listing = z.looseObject({
  entries: z.array(
    z.looseObject({
      type: z.string(),
      id: z.string(),
      name: z.string(),
      size: z.number().optional(),
      sha1: z.string().optional(),
      owned_by: withId,
    }),
  ),
});
interface ListedFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly sha1: string | null;
}
const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');

describe('the truth, the listings and the downloads', () => {
  let box: AdminSession;
  beforeAll(async () => {
    box = await startAdminSession({ users: 3, files: 150, seed: 5 });
  });
  afterAll(() => box.close());

  /** The Admin's files as the listings return them. */
  async function listed(folderId = '0'): Promise<ListedFile[]> {
    const query = 'limit=1000&usemarker=true&fields=name,size,sha1,owned_by';
    const { entries } = await readJson(listing, box.api(`/folders/${folderId}/items?${query}`));
    const own = entries.filter(({ owned_by: owner }) => owner.id === ID.admin);
    const below = await Promise.all(own.filter(({ type }) => type === 'folder').map(({ id }) => listed(id)));
    const files = own.filter(({ type }) => type === 'file');
    return [
      ...files.map(({ id, name, size = 0, sha1: hash = '' }) => ({ id, name, size, sha1: hash })),
      ...below.flat(),
    ];
  }

  async function truth(): Promise<ListedFile[]> {
    const files = await box.controls.truthFiles();
    return files
      .filter(({ ownerId }) => ownerId === ID.admin)
      .map(({ fileId, name, size, sha1: hash }) => ({ id: fileId, name, size, sha1: hash }));
  }

  it('agree on every file, before and after edits and uploads', async () => {
    const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
    const check = async () => {
      const files = (await listed()).sort(byId);
      expect(files).toEqual((await truth()).sort(byId));
      for (const each of files) {
        const download = await fetch((await box.api(`/files/${each.id}/content`)).headers.get('location')!);
        const bytes = new Uint8Array(await download.arrayBuffer());
        expect({ ...each, size: bytes.length, sha1: sha1(bytes) }).toEqual(each);
        expect(download.headers.get('content-type')).toMatch(mediaTypeOf(each.name));
      }
      return files;
    };
    const before = await check();
    const edited = before.slice(0, 10);
    await box.controls.act([
      ...edited.map(({ id }) => ({ type: 'edit', fileId: id })),
      { type: 'upload', as: ID.admin, folderId: '0', name: 'Invoice new.pdf', size: 50_000 },
    ]);
    const after = await check();
    expect(after).toHaveLength(before.length + 1);
    const hash = new Map(after.map((each) => [each.id, each.sha1]));
    expect(edited.some((each) => hash.get(each.id) === each.sha1)).toBe(false);
    // The remark at the end of a file varies in length, so most edits change the size.
    const size = new Map(after.map((each) => [each.id, each.size]));
    expect(edited.filter((each) => size.get(each.id) !== each.size).length).toBeGreaterThan(5);
  });
});
