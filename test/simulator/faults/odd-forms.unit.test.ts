import { describe, expect, it } from 'vitest';
import { LOSSLESS_FORMS, ODD_FORMS, oddForm, withField } from '../../../simulator/box/faults/odd-forms.js';

const FILE = {
  type: 'file',
  id: '123',
  etag: '4',
  name: '2026',
  size: 10,
  owned_by: { type: 'user', id: '7', login: 'a@acme.example' },
  parent: { type: 'folder', id: '55' },
  shared_link: null,
  created_at: '2026-01-02T03:04:05-08:00',
};
const COLLABORATION = { type: 'collaboration', id: '9', role: 'editor', accessible_by: { type: 'user', id: '7' } };
const EVENT = {
  type: 'event',
  event_id: 'a-b',
  event_type: 'UPLOAD',
  created_at: '2026-01-02T03:04:05-08:00',
  created_by: { type: 'user', id: '7' },
  source: { item_type: 'file', item_id: '123', owned_by: { type: 'user', id: '7' } },
};
const form = (entry: Record<string, unknown>, name: string) => oddForm(entry, [name], 1, 1);

describe('an odd form', () => {
  it.each([
    [
      'numericIds',
      FILE,
      [{ ...FILE, id: 123, owned_by: { ...FILE.owned_by, id: 7 }, parent: { type: 'folder', id: 55 } }],
    ],
    ['numericEtag', FILE, [{ ...FILE, etag: 4 }]],
    ['numericName', FILE, [{ ...FILE, name: 2026 }]],
    ['textSize', FILE, [{ ...FILE, size: '10' }]],
    ['compactOffset', FILE, [{ ...FILE, created_at: '2026-01-02T03:04:05-0800' }]],
    ['fractionalTimes', FILE, [{ ...FILE, created_at: '2026-01-02T03:04:05.000-08:00' }]],
    ['omittedNulls', FILE, [withField(FILE, 'shared_link', undefined)]],
    ['extraMembers', FILE, [{ ...FILE, introduced_later: { type: 'odd', id: 1 } }]],
    ['unknownNeighbor', FILE, [{ type: 'introduced_later', id: '1', name: 'odd' }, FILE]],
    ['nullNeighbor', FILE, [null, FILE]],
    ['nullEntry', FILE, [null]],
    ['textEntry', FILE, ['odd']],
    ['unknownType', FILE, [{ ...FILE, type: 'introduced_later' }]],
    ['unreadableTimes', FILE, [{ ...FILE, created_at: '0000-00-00T00:00:00' }]],
    ['noOwner', FILE, [withField(FILE, 'owned_by', undefined)]],
    ['noOwner', EVENT, [{ ...EVENT, source: { item_type: 'file', item_id: '123' } }]],
    ['unknownRole', COLLABORATION, [{ ...COLLABORATION, role: 'introduced_later' }]],
    ['noEventId', EVENT, [withField(EVENT, 'event_id', undefined)]],
    ['noEventType', EVENT, [withField(EVENT, 'event_type', undefined)]],
    ['noCreatedAt', EVENT, [withField(EVENT, 'created_at', undefined)]],
    ['nullSource', EVENT, [{ ...EVENT, source: null }]],
    ['nullCreatedBy', EVENT, [{ ...EVENT, created_by: null }]],
  ] as const)('%s', (name, entry, expected) => {
    expect(form(entry, name)).toEqual(expected);
  });

  it.each([
    ['numericName', { ...FILE, name: 'a.txt' }],
    ['numericName', { ...FILE, name: '0042' }],
    ['textSize', COLLABORATION],
    ['compactOffset', COLLABORATION],
    ['noEventId', FILE],
    ['noCreatedAt', FILE],
    ['nullSource', { ...EVENT, source: null }],
    ['oddLink', EVENT],
  ])('%s does not apply to an entry that it would not change', (name, entry) => {
    expect(form(entry, name)).toBeUndefined();
  });

  it('oddLink and wrongField change one member, drawn by the number of the hit', () => {
    const differing = (name: string) =>
      new Set(Array.from({ length: 60 }, (_, i) => JSON.stringify(oddForm(FILE, [name], 1, i))));
    expect(differing('oddLink').size).toBeGreaterThan(3);
    expect(differing('wrongField').size).toBeGreaterThan(20);
  });

  it('is drawn from those that fit', () => {
    for (let i = 0; i < 20; i += 1) {
      expect(oddForm(COLLABORATION, ['textSize', 'unknownRole', 'noEventId'], 1, i)).toEqual(
        form(COLLABORATION, 'unknownRole'),
      );
    }
  });

  it('of the lossless ones keeps the id and name of an entry', () => {
    for (const name of LOSSLESS_FORMS) {
      const [last] = (form(FILE, name) ?? [FILE]).slice(-1);
      expect([name, String(Reflect.get(Object(last), 'id')), String(Reflect.get(Object(last), 'name'))]).toEqual([
        name,
        '123',
        '2026',
      ]);
    }
    expect(ODD_FORMS.length).toBeGreaterThan(LOSSLESS_FORMS.length);
  });
});

describe('a member at a path', () => {
  it.each([
    ['size', '3', { size: '3' }],
    ['owned_by.id', 5, { owned_by: { ...FILE.owned_by, id: 5 } }],
    ['owned_by.id', undefined, { owned_by: { type: 'user', login: 'a@acme.example' } }],
    ['shared_link.url', 'x', { shared_link: { url: 'x' } }],
  ])('%s is set to %j', (path, value, expected) => {
    expect(withField(FILE, path, value)).toEqual({ ...FILE, ...expected });
  });
});
