import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCollaboration, UNREADABLE_COLLABORATION } from '../../src/box/collaborations.js';
import { boxFile, boxFolder, itemPage } from '../../src/box/items.js';
import { asFlag, asId, asSize, asTime } from '../../src/box/lenient.js';
import { MAX_UNREADABLE, pageOf } from '../../src/box/responses.js';
import { boxUser, readUser } from '../../src/box/users.js';
import { collaboratorsOf } from '../../src/domain/exposure.js';

const FILE = {
  type: 'file',
  id: '7',
  etag: '3',
  name: 'a.txt',
  size: 12,
  sha1: 'abc',
  owned_by: { type: 'user', id: '1', login: 'a@acme.example' },
  shared_link: null,
  has_collaborations: false,
  item_status: 'active',
  parent: { id: '5' },
  path_collection: {
    entries: [
      { id: '0', name: 'All Files' },
      { id: '5', name: 'Docs' },
    ],
  },
  created_at: '2026-11-01T02:00:00-07:00',
  modified_at: '2026-11-01T02:00:00-07:00',
};
const USER = { type: 'user', id: '1', login: 'a@acme.example', name: 'A', role: 'admin', status: 'active' };
const COLLABORATION = {
  type: 'collaboration',
  id: '9',
  status: 'accepted',
  role: 'editor',
  accessible_by: { type: 'user', id: '1', name: 'A', login: 'a@acme.example' },
  item: { type: 'file', id: '7' },
};
const page = (entries: unknown[]) => ({ entries, next_marker: null });
const collaborationPage = pageOf(readCollaboration, UNREADABLE_COLLABORATION);
/** Any JSON value in place of any field: what an odd Box, or a newer one, could send. */
const mutated = (entry: object) =>
  fc
    .tuple(fc.constantFrom(...Object.keys(entry)), fc.jsonValue())
    .map(([field, value]): unknown => ({ ...entry, [field]: value }));

describe('a page with an entry of any form', () => {
  it('keeps the other entries, and names each unreadable one', () => {
    fc.assert(
      fc.property(fc.oneof(mutated(FILE), fc.jsonValue()), (odd) => {
        const read = itemPage.parse(page([FILE, odd, { ...FILE, id: '8' }]));
        const ids = read.entries.map(({ id }) => id);
        expect([ids[0], ids.at(-1), read.received]).toEqual(['7', '8', 3]);
        expect(read.unreadable.length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(fc.oneof(mutated(USER), fc.jsonValue()), (odd) => {
        const read = pageOf(readUser).parse(page([USER, odd]));
        expect(read.entries.length + read.unreadable.length).toBe(2);
      }),
      { numRuns: 1_000 },
    );
  });

  it('has each collaboration in its entries, readable or not', () => {
    fc.assert(
      fc.property(fc.oneof(mutated(COLLABORATION), fc.jsonValue()), (odd) => {
        expect(collaborationPage.parse(page([COLLABORATION, odd])).entries.length).toBe(2);
      }),
      { numRuns: 1_000 },
    );
  });

  it('lists no more unreadable entries than a page has', () => {
    const read = itemPage.parse(page(Array.from({ length: 5_000 }, () => null)));
    expect([read.unreadable.length, read.received]).toEqual([MAX_UNREADABLE, 5_000]);
  });

  it('names an unreadable entry by its type and id', () => {
    const read = itemPage.parse(page([{ ...FILE, owned_by: 'nobody at all' }, { id: 8 }, 'x', { type: 'file' }]));
    expect(read.entries).toEqual([]);
    expect(read.unreadable).toEqual([
      { type: 'file', id: '7' },
      { type: null, id: '8' },
      { type: null, id: null },
      { type: 'file', id: null },
    ]);
  });
});

describe('a field in another form than documented', () => {
  const readFile = (more: object) => boxFile.parse({ ...FILE, ...more });

  it.each([
    [{ etag: 3 }, { etag: '3' }],
    [{ id: 7 }, { id: '7' }],
    [{ size: '12' }, { size: 12 }],
    [{ size: '9999999999999999999' }, { size: Number.MAX_SAFE_INTEGER }],
    [{ size: {} }, { size: 0 }],
    [{ size: -1 }, { size: 0 }],
    [{ name: 2026 }, { name: '2026' }],
    [{ name: ['x'] }, { name: '' }],
    [{ name: `${'x'.repeat(999)}😀` }, { name: `${'x'.repeat(999)}\ufffd` }],
    [{ sha1: {} }, { sha1: null }],
    [{ modified_at: '2026-11-01T02:00:00-0700' }, { modifiedAt: '2026-11-01T09:00:00.000Z' }],
    [{ modified_at: 'yesterday' }, { modifiedAt: null }],
    [{ modified_at: {} }, { modifiedAt: null }],
    [{ owned_by: 27 }, { ownerId: '27', ownerLogin: '' }],
    [{ owned_by: { id: 27 } }, { ownerId: '27', ownerLogin: '' }],
    [{ item_status: 'TRASHED' }, { itemStatus: 'trashed' }],
    [{ item_status: 'new_status' }, { itemStatus: 'active' }],
    [{ parent: { id: 5 } }, { parentId: '5' }],
    [{ path_collection: { entries: [{ id: 0 }, { id: 5, name: null }] } }, { ancestors: [{ id: '5', name: '' }] }],
  ])('is read: %j', (sent, expected) => {
    expect(readFile(sent)).toMatchObject(expected);
  });

  it.each([
    [undefined, false],
    [null, false],
    [false, false],
    ['false', false],
    [0, false],
    [true, true],
    ['yes', true],
    [{}, true],
    [[], true],
  ])('has_collaborations %j counts as %j', (sent, expected) => {
    expect(readFile({ has_collaborations: sent }).hasCollaborations).toBe(expected);
  });

  it.each([
    ['https://acme.box.com/s/1', 'https://acme.box.com/s/1', 'open'],
    [true, 'true', 'open'],
    [{}, '', 'open'],
    [[], '', 'open'],
    [{ url: 'u', access: 'partners' }, 'u', 'open'],
    [{ url: 'u', access: 'open', effective_access: 'company' }, 'u', 'company'],
    [{ url: 'u', access: 'Collaborators' }, 'u', 'collaborators'],
    [{ url: 'u', access: 'company', effective_access: {} }, 'u', 'open'],
    [{ url: 5, access: 'company' }, '5', 'company'],
  ])('shared_link %j counts as a link with the access %s', (sent, url, access) => {
    expect(readFile({ shared_link: sent }).link).toEqual({ url, access, passwordProtected: false });
  });

  it('leaves a link without access, or with an unreadable password flag, open and without a password', () => {
    expect(readFile({ shared_link: { url: 'u', is_password_enabled: 'maybe' } }).link).toEqual({
      url: 'u',
      access: 'open',
      passwordProtected: false,
    });
  });
});

describe('a collaborator who cannot be read', () => {
  it.each([
    ['text'],
    [null],
    [{ ...COLLABORATION, accessible_by: null }],
    [{ ...COLLABORATION, accessible_by: 'a@acme.example' }],
    [{ ...COLLABORATION, accessible_by: { type: 'robot', id: '5' } }],
    [{ ...COLLABORATION, accessible_by: { type: 'user' } }],
    [{ ...COLLABORATION, accessible_by: { type: 'user', id: '5' }, status: 'approved' }],
    [{ ...COLLABORATION, accessible_by: { type: 'user', id: '5' }, status: null }],
  ])('counts as external: %j', (entry) => {
    const { entries } = collaborationPage.parse(page([entry]));
    expect(collaboratorsOf(entries, (id) => id === '1')).toEqual({ internal: false, external: true });
  });

  it('counts as nobody if the invitation is pending or was declined', () => {
    for (const status of ['pending', 'rejected', 'REJECTED']) {
      const { entries } = collaborationPage.parse(page([{ ...COLLABORATION, accessible_by: null, status }]));
      expect(collaboratorsOf(entries, () => false)).toEqual({ internal: false, external: false });
    }
  });
});

describe('a single object', () => {
  it.each([
    [boxFile, { ...FILE, type: 'folder' }],
    [boxFile, { type: 'error', status: 503, id: '7' }],
    [boxFile, [FILE]],
    [boxFile, 'file'],
    [boxFile, { ...FILE, id: null }],
    [boxFile, { ...FILE, owned_by: null }],
    [boxFile, { ...FILE, path_collection: { entries: [{ name: 'no id' }] } }],
    [boxFile, { ...FILE, path_collection: undefined }],
    [boxFolder, { ...FILE, type: 'file' }],
    [boxUser, { ...USER, enterprise: { name: 'no id' } }],
    [boxUser, { ...USER, type: 'error' }],
  ])('is refused if what follows from it would be wrong (case %#)', (schema, value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });

  it('is accepted from the trash without an owner, and with an enterprise by its id alone', () => {
    expect(boxFile.parse({ ...FILE, item_status: 'trashed', owned_by: null }).itemStatus).toBe('trashed');
    expect(boxUser.parse({ ...USER, enterprise: 27 }).enterprise).toEqual({ id: '27', name: '' });
    expect(boxUser.parse({ ...USER, enterprise: null }).enterprise).toBeNull();
  });
});

describe('times', () => {
  it.each([
    ['2026-03-27T23:26:54-07:00', '2026-03-28T06:26:54.000Z'],
    ['2026-03-27T23:26:54-0700', '2026-03-28T06:26:54.000Z'],
    ['2026-03-27 23:26:54Z', '2026-03-27T23:26:54.000Z'],
    ['2026-03-27T23:26:54', '2026-03-27T23:26:54.000Z'],
    ['2026-03-27', '2026-03-27T00:00:00.000Z'],
    ['Fri, 27 Mar 2026 23:26:54 GMT', '2026-03-27T23:26:54.000Z'],
    [1_774_654_014, '2026-03-27T23:26:54.000Z'],
    [1_774_654_014_000, '2026-03-27T23:26:54.000Z'],
    ['file 7', null],
    ['2026-13-40T00:00:00Z', null],
    ['', null],
    [null, null],
    [1e300, null],
  ])('%j is read as %j', (sent, expected) => {
    expect(asTime(sent)).toBe(expected);
  });

  it('are always storable, whatever Box sends', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.double(), fc.string()), (value) => {
        const time = asTime(value);
        expect(time === null || /^\d{4}-/.test(time)).toBe(true);
        expect(Number.isSafeInteger(asSize(value)) && asSize(value) >= 0).toBe(true);
        expect(asId(value) ?? 'ok').toMatch(/^[\w-]+$/);
        expect(typeof asFlag(value, true)).toBe('boolean');
      }),
    );
  });
});
