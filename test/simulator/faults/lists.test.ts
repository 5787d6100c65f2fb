import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ID } from '../support/accounts.js';
import { startAdminSession, type AdminSession } from '../support/admin-session.js';
import { readJson } from '../support/schemas.js';

const list = z.object({ entries: z.array(z.unknown()), next_marker: z.string().nullable() });
const fault = z.looseObject({ hits: z.number(), tries: z.number(), entriesHit: z.array(z.string()) });

let box: AdminSession;
let asUser: Record<string, string>;
beforeAll(async () => {
  box = await startAdminSession({ users: 6, files: 300, seed: 2 });
  const [, , , user] = await box.controls.truthUsers();
  asUser = { 'as-user': user!.userId };
});
afterAll(() => box.close());
beforeEach(() => box.controls.clearFaults());

const actingAs = (userId: string) => (userId === ID.admin ? {} : { 'as-user': userId });
const read = (path: string) => readJson(list, box.api(path, { headers: asUser }));
const USERS = '/users?usemarker=true&limit=4';
const ITEMS = '/folders/0/items?usemarker=true&limit=2&fields=name,size,etag,owned_by,shared_link,created_at';
const readUsers = (marker: string | null = null) =>
  readJson(list, box.api(marker === null ? USERS : `${USERS}&marker=${marker}`));

/** Reads up to `most` pages of the enterprise's users, and returns the entries and markers of each. */
async function follow(most: number) {
  const pages = [];
  for (let marker: string | null = null; pages.length < most;) {
    const page: z.infer<typeof list> = await readUsers(marker);
    pages.push(page);
    marker = page.next_marker;
    if (marker === null) break;
  }
  return { sizes: pages.map(({ entries }) => entries.length), markers: pages.map(({ next_marker }) => next_marker) };
}

describe('a list without an end', () => {
  it('begins again with a new marker after its last page', async () => {
    await box.controls.fault({ kind: 'endlessPages', pages: 'again', route: '/users' });
    const { sizes, markers } = await follow(8);
    expect(sizes).toEqual([4, 2, 4, 2, 4, 2, 4, 2]);
    expect(markers).not.toContain(null);
    expect(markers[1]).not.toBe(markers[3]);
  });

  it('returns the marker of the request, and the same page for it', async () => {
    await box.controls.fault({ kind: 'endlessPages', pages: 'same', route: '/users' });
    const { sizes, markers } = await follow(4);
    expect(sizes).toEqual([4, 4, 4, 4]);
    expect(new Set(markers).size).toBe(1);
  });

  it('has empty pages, each with a new marker', async () => {
    await box.controls.fault({ kind: 'endlessPages', pages: 'empty', route: '/users' });
    const { sizes, markers } = await follow(4);
    expect(sizes).toEqual([0, 0, 0, 0]);
    expect(new Set(markers).size).toBe(4);
  });

  it.each(['again', 'same', 'empty'])('of the kind %s ends with every entry once the fault ends', async (pages) => {
    await box.controls.fault({ kind: 'endlessPages', pages, route: '/users', count: 3 });
    const { sizes, markers } = await follow(20);
    expect(markers.at(-1)).toBeNull();
    expect(sizes.slice(-2)).toEqual([4, 2]);
  });

  it('exists for items and collaborations', async () => {
    await box.controls.fault({ kind: 'endlessPages', pages: 'empty' });
    const [shared] = (await box.controls.truthFiles()).filter(({ hasCollaborations }) => hasCollaborations);
    const headers = actingAs(shared!.ownerId);
    for (const path of [ITEMS, `/files/${shared!.fileId}/collaborations`]) {
      expect(await readJson(list, box.api(path, { headers }))).toEqual({
        entries: [],
        limit: undefined,
        next_marker: expect.any(String) as string,
      });
    }
  });

  it('of events leads to the beginning, to the requested position, or has no entries', async () => {
    const page = async (pages: string, position: string) => {
      await box.controls.clearFaults();
      await box.controls.fault({ kind: 'endlessPages', pages, stream: 'admin_logs' });
      const text = await (await box.api(`/events?stream_type=admin_logs&limit=3&stream_position=${position}`)).text();
      const [, next] = /"next_stream_position":"?(\d+)/.exec(text) ?? [];
      return [z.object({ entries: z.array(z.unknown()) }).parse(JSON.parse(text)).entries.length, next];
    };
    const first = (await page('again', '0'))[1] as string;
    const later = String(BigInt(first) + 5n);
    expect(await page('again', later)).toEqual([3, first]);
    expect(await page('same', later)).toEqual([3, later]);
    expect(await page('empty', later)).toEqual([0, later]);
  });
});

describe('an entry in an odd form', () => {
  it('is hit at the rate, per entry, and named in the list of faults', async () => {
    await box.controls.fault({ kind: 'oddEntries', forms: ['numericIds'], rate: 0.5, seed: 3 });
    const path = '/folders/0/items?usemarker=true&limit=100';
    const { entries } = await read(path);
    const ids = entries.map((entry) => z.looseObject({ id: z.union([z.string(), z.number()]) }).parse(entry).id);
    const numeric = ids.filter((id) => typeof id === 'number').map(String);
    const [active] = await box.control(z.array(fault), 'GET', '/faults');
    expect(active).toMatchObject({ hits: numeric.length, tries: ids.length, entriesHit: numeric });
    expect(numeric.length).toBeGreaterThan(0);
    expect(numeric.length).toBeLessThan(ids.length);
  });

  it('is one entry, whichever list or resource returns it', async () => {
    const [file] = await box.controls.pick('file', 'n=1');
    const headers = actingAs(file!.ownerId);
    await box.controls.fault({ kind: 'oddEntries', entryId: file!.id, field: 'size', value: 'large' });
    const size = async (id: string) =>
      (await readJson(z.looseObject({ size: z.unknown() }), box.api(`/files/${id}`, { headers }))).size;
    const [other] = await box.controls.pick('file', `n=1&owner=${file!.ownerId}&seed=9`);
    expect([await size(file!.id), typeof (await size(other!.id))]).toEqual(['large', 'number']);
  });

  it('lacks a member whose value is not given', async () => {
    await box.controls.fault({ kind: 'oddEntries', of: 'item', field: 'owned_by' });
    const { entries } = await read(ITEMS);
    expect(entries.map((entry) => Object.keys(Object(entry) as object).includes('owned_by'))).toEqual([false, false]);
  });

  it('is of the chosen kind only: item, user, collaboration or event', async () => {
    const shared = (await box.controls.truthFiles()).find(({ hasCollaborations }) => hasCollaborations)!;
    const paths = {
      item: '/folders/0/items?limit=1',
      user: '/users?limit=1',
      collaboration: `/files/${shared.fileId}/collaborations`,
      event: '/events?stream_type=admin_logs&limit=1',
    };
    for (const of of Object.keys(paths)) {
      await box.controls.clearFaults();
      await box.controls.fault({ kind: 'oddEntries', of, forms: ['nullEntry'] });
      for (const [kind, path] of Object.entries(paths)) {
        const headers = kind === 'item' ? asUser : kind === 'collaboration' ? actingAs(shared.ownerId) : {};
        const { entries } = await readJson(z.object({ entries: z.array(z.unknown()) }), box.api(path, { headers }));
        if (entries.length > 0) expect([of, kind, entries[0] === null]).toEqual([of, kind, kind === of]);
      }
    }
  });

  it('leaves the truth as it is', async () => {
    const before = await box.controls.truthFiles();
    await box.controls.fault({ kind: 'oddEntries', forms: ['nullEntry'] });
    await read(ITEMS);
    expect(await box.controls.truthFiles()).toEqual(before);
  });

  it('of an event keeps the exact position of its page', async () => {
    const position = async () =>
      /"next_stream_position":"?(\d+)/.exec(
        await (await box.api('/events?stream_type=admin_logs&limit=3')).text(),
      )?.[1];
    const exact = await position();
    await box.controls.fault({ kind: 'oddEntries', forms: ['noCreatedAt'] });
    expect(await position()).toBe(exact);
  });
});
