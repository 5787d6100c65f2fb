import { describe, expect, it } from 'vitest';
import { listCollaborators } from '../../src/domain/collaborators.js';
import { readCollaboration } from '../../src/box/collaborations.js';

const user = (id: string) => ({ type: 'user', id, name: `User ${id}`, login: `${id}@acme.example` });
const collaboration = (more: object) =>
  readCollaboration({ status: 'accepted', role: 'editor', accessible_by: user('1'), item: { id: '9' }, ...more })!;
const isManaged = (id: string) => id === '1';

describe('the list of collaborators', () => {
  it('has users, groups and invited people, without those who declined', () => {
    const found = listCollaborators(
      [
        collaboration({}),
        collaboration({ accessible_by: user('2'), status: 'pending', role: 'viewer' }),
        collaboration({ accessible_by: { type: 'group', id: '3', name: 'Legal' } }),
        collaboration({ accessible_by: null, invite_email: 'stranger@elsewhere.example', status: 'pending' }),
        collaboration({ accessible_by: user('4'), status: 'rejected' }),
        collaboration({ accessible_by: { type: 'user', id: '5' } }),
        collaboration({ accessible_by: null }),
      ],
      isManaged,
    );
    expect(found.truncated).toBe(false);
    expect(found.listed).toEqual([
      { party: user('1'), role: 'editor', status: 'accepted', isExternal: false },
      { party: user('2'), role: 'viewer', status: 'pending', isExternal: true },
      {
        party: { type: 'group', id: '3', name: 'Legal', login: null },
        role: 'editor',
        status: 'accepted',
        isExternal: false,
      },
      {
        party: {
          type: 'user',
          id: '',
          name: 'stranger@elsewhere.example',
          login: 'stranger@elsewhere.example',
        },
        role: 'editor',
        status: 'pending',
        isExternal: true,
      },
      {
        party: { type: 'user', id: '5', name: '5', login: null },
        role: 'editor',
        status: 'accepted',
        isExternal: true,
      },
      // Box names nobody: the collaborator counts as external.
      {
        party: { type: 'user', id: '', name: 'Unknown collaborator', login: null },
        role: 'editor',
        status: 'accepted',
        isExternal: true,
      },
    ]);
  });

  it('has at most a hundred entries and says if there are more', () => {
    const many = Array.from({ length: 101 }, (_, i) => collaboration({ accessible_by: user(String(i)) }));
    expect(listCollaborators(many, isManaged)).toMatchObject({ truncated: true });
    expect(listCollaborators(many, isManaged).listed.length).toBe(100);
    expect(listCollaborators(many.slice(1), isManaged).truncated).toBe(false);
  });
});
