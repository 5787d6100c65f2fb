import { describe, expect, it } from 'vitest';
import { boxUser, readUser, USER_FIELDS } from '../../src/box/users.js';

const USER = {
  type: 'user',
  id: '1',
  login: 'a@acme.example',
  name: 'Ann',
  role: 'coadmin',
  status: 'inactive',
  enterprise: { type: 'enterprise', id: '27', name: 'Acme' },
};

describe('a user', () => {
  it('is read with role, status and enterprise, in whatever case Box writes them', () => {
    const expected = {
      id: '1',
      login: 'a@acme.example',
      name: 'Ann',
      role: 'coadmin',
      status: 'inactive',
      enterprise: { id: '27', name: 'Acme' },
    };
    expect(boxUser.parse(USER)).toEqual(expected);
    expect(readUser({ ...USER, role: 'CoAdmin', status: 'Inactive' })).toEqual(expected);
  });

  it('is requested with exactly the fields that are read, besides the type and id that Box always sends', () => {
    const read = new Set<string>();
    const get = (target: object, field: string | symbol): unknown => {
      if (typeof field === 'string') read.add(field);
      return Reflect.get(target, field);
    };
    readUser(new Proxy(USER, { get }));
    expect(new Set([...USER_FIELDS.split(','), 'type'])).toEqual(read);
  });

  it.each([
    ['admin', 'admin'],
    ['user', 'user'],
    ['superadmin', 'user'],
    ['', 'user'],
    [null, 'user'],
    [undefined, 'user'],
  ])('with the role %j has no more rights than %s', (role, expected) => {
    expect(readUser({ ...USER, role })?.role).toBe(expected);
  });

  it.each([[undefined], [null], [''], [{}]])(
    'counts as active, so that it is scanned, if its status is %j',
    (status) => {
      expect(readUser({ ...USER, status })?.status).toBe('active');
    },
  );

  it('may lack its type, because only users are listed, but not its id', () => {
    expect(readUser({ ...USER, type: undefined })?.id).toBe('1');
    expect([readUser({ ...USER, type: 'group' }), readUser({ ...USER, id: null }), readUser('1')]).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('without an enterprise is read, and refused only if an enterprise was sent that cannot be read', () => {
    expect(boxUser.parse({ ...USER, enterprise: undefined }).enterprise).toBeNull();
    expect(boxUser.safeParse({ ...USER, enterprise: {} }).success).toBe(false);
    expect(boxUser.safeParse(null).success).toBe(false);
    expect(readUser({ ...USER, enterprise: {} })?.enterprise).toBeNull();
  });
});
