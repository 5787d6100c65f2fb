import { describe, expect, it } from 'vitest';
import { readCollaboration, UNREADABLE_COLLABORATION } from '../../src/box/collaborations.js';

const COLLABORATION = {
  status: 'accepted',
  role: 'editor',
  accessible_by: { type: 'user', id: '1', name: 'Ann', login: 'a@acme.example' },
  item: { type: 'folder', id: 5 },
};

describe('a collaboration', () => {
  it('is read with its party, its role and the item that it is attached to', () => {
    expect(readCollaboration(COLLABORATION)).toEqual({
      status: 'accepted',
      role: 'editor',
      accessibleBy: { type: 'user', id: '1', name: 'Ann', login: 'a@acme.example' },
      inviteEmail: null,
      itemId: '5',
    });
  });

  it('without readable fields equals the stand-in for an unreadable entry', () => {
    expect(readCollaboration({})).toEqual(UNREADABLE_COLLABORATION);
    expect(readCollaboration('text')).toBeNull();
  });

  it.each(['pending', 'Rejected'])('in the status %s and without a party gives nobody access', (status) => {
    const read = readCollaboration({ status, invite_email: 'b@other.example' });
    expect(read).toMatchObject({ accessibleBy: null, inviteEmail: 'b@other.example' });
  });

  it('accepted by a party that Box does not name counts for the invited address', () => {
    const read = readCollaboration({ status: 'accepted', invite_email: 'b@other.example' });
    expect(read?.accessibleBy).toEqual({ type: 'user', id: '', name: 'b@other.example', login: 'b@other.example' });
  });

  it('keeps the login of a party without an id', () => {
    const read = readCollaboration({ ...COLLABORATION, accessible_by: { type: 'group', login: 'c@other.example' } });
    expect(read?.accessibleBy).toEqual({ type: 'user', id: '', name: 'c@other.example', login: 'c@other.example' });
  });

  it('of a group is read as one, in whatever case Box writes its type', () => {
    const read = readCollaboration({ ...COLLABORATION, accessible_by: { type: 'Group', id: '9', name: 'Sales' } });
    expect(read?.accessibleBy).toEqual({ type: 'group', id: '9', name: 'Sales', login: null });
  });
});
