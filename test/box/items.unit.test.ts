import { describe, expect, it } from 'vitest';
import { boxFile, boxFolder, ITEM_FIELDS, itemPage, PLACED_ITEM_FIELDS, trashPage } from '../../src/box/items.js';

const FILE = {
  type: 'file',
  id: '7',
  etag: '3',
  name: 'a.txt',
  size: 12,
  sha1: 'abc',
  owned_by: { type: 'user', id: '1', login: 'a@acme.example' },
  shared_link: { url: 'https://acme.box.example/s/1', access: 'company', is_password_enabled: true },
  has_collaborations: true,
  item_status: 'active',
  parent: { id: '5' },
  path_collection: {
    entries: [
      { id: '0', name: 'All Files' },
      { id: '5', name: 'Docs' },
    ],
  },
  created_at: '2026-11-01T02:00:00-07:00',
  modified_at: '2026-11-02T02:00:00-07:00',
};
const FOLDER = { ...FILE, type: 'folder' };
const CORE = {
  id: '7',
  etag: '3',
  name: 'a.txt',
  ownerId: '1',
  ownerLogin: 'a@acme.example',
  link: { url: 'https://acme.box.example/s/1', access: 'company', passwordProtected: true },
  hasCollaborations: true,
  itemStatus: 'active',
  parentId: '5',
  ancestors: [{ id: '5', name: 'Docs' }],
};
const page = (...entries: unknown[]) => itemPage.parse({ entries });

/** The fields of an item that `read` looks at. */
function fieldsReadBy(read: (item: unknown) => unknown, item: object): Set<string> {
  const fields = new Set<string>();
  const get = (target: object, field: string | symbol): unknown => {
    if (typeof field === 'string') fields.add(field);
    return Reflect.get(target, field);
  };
  read(new Proxy(item, { get }));
  return fields;
}

describe('a file or folder', () => {
  it('is read with everything that exposure and the list of files need', () => {
    expect(boxFile.parse(FILE)).toEqual({
      type: 'file',
      ...CORE,
      size: 12,
      sha1: 'abc',
      createdAt: '2026-11-01T09:00:00.000Z',
      modifiedAt: '2026-11-02T09:00:00.000Z',
    });
    expect(boxFolder.parse(FOLDER)).toEqual({ type: 'folder', ...CORE });
  });

  it('is requested with exactly the fields that are read, besides the type and id that Box always sends', () => {
    const read = fieldsReadBy((item) => boxFile.parse(item), FILE);
    expect(new Set([...PLACED_ITEM_FIELDS.split(','), 'type', 'id'])).toEqual(read);
    expect(new Set([...ITEM_FIELDS.split(','), 'path_collection'])).toEqual(new Set(PLACED_ITEM_FIELDS.split(',')));
  });

  it('needs no type, because the address of a single item names it', () => {
    expect(boxFile.parse({ ...FILE, type: undefined }).id).toBe('7');
    expect(boxFolder.parse({ ...FILE, type: null }).id).toBe('7');
  });

  it.each([[null], [undefined]])('has no link if its shared_link is %j', (shared_link) => {
    expect(boxFile.parse({ ...FILE, shared_link }).link).toBeNull();
  });

  it.each([
    ['trashed', 'trashed'],
    ['deleted', 'deleted'],
    ['active', 'active'],
    [undefined, 'active'],
  ])('with the item_status %j is %s', (item_status, expected) => {
    expect(boxFile.parse({ ...FILE, item_status }).itemStatus).toBe(expected);
  });

  it('in the trash or deleted may lack an owner', () => {
    for (const item_status of ['trashed', 'deleted']) {
      expect(boxFolder.parse({ ...FOLDER, item_status, owned_by: null })).toMatchObject({
        ownerId: '',
        ownerLogin: '',
      });
    }
  });
});

describe('the place of a single item', () => {
  const isRead = (more: object) => boxFile.safeParse({ ...FILE, ...more }).success;

  it.each([[null], [undefined]])('is the root if its path is %j, and its parent is the root or missing', (path) => {
    for (const parent of [{ id: '0' }, { id: 0 }, {}, null, undefined]) {
      expect(isRead({ path_collection: path, parent }), JSON.stringify(parent)).toBe(true);
      expect(isRead({ type: 'file', path_collection: path, parent: { id: '5' } })).toBe(false);
    }
  });

  it.each([
    ['text'],
    [{}],
    [{ entries: 'text' }],
    [{ entries: [null] }],
    [{ entries: [{ id: '5', name: 'Docs' }, { name: 'a folder without an id' }] }],
  ])('is unknown, so that the item is refused, if its path is %j', (path_collection) => {
    expect(isRead({ path_collection })).toBe(false);
    expect(boxFolder.safeParse({ ...FOLDER, path_collection }).success).toBe(false);
  });

  it('names neither the root nor the trash among the folders above', () => {
    const entries = [{ id: '0', name: 'All Files' }, { id: '1', name: 'Trash' }, { id: 5 }];
    expect(boxFile.parse({ ...FILE, path_collection: { entries } }).ancestors).toEqual([{ id: '5', name: '' }]);
  });

  it('need not be readable in a listing, whose folder is known', () => {
    const { entries } = page(
      { ...FILE, path_collection: undefined },
      { ...FILE, path_collection: { entries: [null, { id: '5', name: 'Docs' }] } },
    );
    expect(entries).toMatchObject([{ ancestors: [] }, { ancestors: [{ id: '5', name: 'Docs' }] }]);
  });
});

describe('a page of a folder’s items', () => {
  it('keeps web links, and ignores those without an id and items of types that Box may add', () => {
    const link = { type: 'web_link', id: 3 };
    const read = page(FILE, FOLDER, link, { type: 'WEB_LINK' }, { type: 'canvas', id: '9' });
    expect(read.entries.map(({ type, id }) => [type, id])).toEqual([
      ['file', '7'],
      ['folder', '7'],
      ['web_link', '3'],
    ]);
    expect(read).toMatchObject({ unreadable: [], received: 5 });
  });

  it('reports a file or folder without an owner, or of no type, as unreadable', () => {
    const read = page({ ...FILE, owned_by: null }, { ...FOLDER, owned_by: null }, { ...FILE, type: '' }, null);
    expect(read.entries).toEqual([]);
    expect(read.unreadable.map(({ type }) => type)).toEqual(['file', 'folder', null, null]);
  });
});

describe('a page of the trash', () => {
  const trash = (...entries: unknown[]) => trashPage.parse({ entries });

  it('has the files and folders, and ignores web links and items of unknown types', () => {
    const read = trash(
      { type: 'file', id: '7' },
      { type: 'Folder', id: 8 },
      { type: 'web_link', id: '9' },
      { type: 'x' },
    );
    expect(read).toMatchObject({ received: 4, unreadable: [] });
    expect(read.entries).toEqual([
      { type: 'file', id: '7' },
      { type: 'folder', id: '8' },
    ]);
  });

  it('reports each entry as unreadable that could be a file or folder and has no id or type', () => {
    const read = trash({ type: 'file' }, { type: 'folder', id: {} }, { id: '7' }, { type: '', id: '7' }, null, 'text');
    expect(read.entries).toEqual([]);
    expect(read.unreadable.length).toBe(6);
  });
});
