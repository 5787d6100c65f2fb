import { beforeEach, describe, expect, it } from 'vitest';
import { ActionError } from '../../../simulator/enterprise/actions/action-error.js';
import { actionSchema } from '../../../simulator/enterprise/actions/index.js';
import { perform } from '../../../simulator/commands/perform.js';
import { createState } from '../../../simulator/start.js';
import type { State } from '../../../simulator/state.js';
import { ID } from '../support/accounts.js';
import { changedItems, findItem } from '../../../simulator/enterprise/world/items.js';

let state: State;
let folderId: string;
let trashedFolderId: string;
let fileId: string;
let otherFileId: string;
beforeEach(() => {
  state = createState({ users: 4, files: 60, seed: 7, now: Date.UTC(2026, 5, 1) });
  folderId = create({ type: 'createFolder', folderId: '0', name: 'Work' });
  trashedFolderId = create({ type: 'createFolder', folderId: '0', name: 'Trashed' });
  fileId = create({ type: 'upload', folderId, name: 'file.txt' });
  otherFileId = create({ type: 'upload', folderId, name: 'Taken.txt' });
  act({ type: 'delete', folderId: trashedFolderId });
});

const act = (action: Record<string, unknown>) => perform(state, actionSchema.parse({ as: ID.admin, ...action }));
const create = (action: Record<string, unknown>): string => act(action).itemId!;
/** Everything that an action can change: the events and the changed items. */
const snapshot = () => JSON.stringify([state.events.lastSeq, [...changedItems(state.world)]]);

describe('an action that Box would refuse', () => {
  it.each<[string, () => Record<string, unknown>, RegExp]>([
    ['a rename to nothing', () => ({ type: 'rename', fileId, name: '' }), /^name: /],
    ['a rename to a name that is too long', () => ({ type: 'rename', fileId, name: 'x'.repeat(256) }), /^name: at most 255/],
    ['a rename to a name in use', () => ({ type: 'rename', fileId, name: 'TAKEN.txt' }), /^name: file \d+ already has the name/],
    ['a folder without a name', () => ({ type: 'createFolder', folderId, name: '' }), /^name: /],
    ['a folder with a name in use', () => ({ type: 'createFolder', folderId, name: 'taken.TXT' }), /^name: /],
    ['a web link with a name in use', () => ({ type: 'createWebLink', folderId, name: 'Taken.txt', url: 'https://a.example' }), /^name: /],
    ['an upload with a name in use', () => ({ type: 'upload', folderId, name: 'Taken.txt' }), /^name: /],
    ['an upload into the trash', () => ({ type: 'upload', folderId: trashedFolderId, name: 'a' }), /^folderId: .*trash/],
    ['an upload into a file', () => ({ type: 'upload', folderId: fileId, name: 'a' }), /^folderId: /],
    ['a move into the trash', () => ({ type: 'move', fileId, toFolderId: trashedFolderId }), /^toFolderId: .*trash/],
    ['a copy with a name in use', () => ({ type: 'copy', fileId, toFolderId: folderId, name: 'Taken.txt' }), /^name: /],
    ['a move to the root of an unknown user', () => ({ type: 'move', fileId, toFolderId: '0', rootOf: 'unknown' }), /rootOf: /],
    ['a change of a trashed item', () => ({ type: 'share', folderId: trashedFolderId, access: 'open' }), /^folderId: .*trash/],
    ['a restore of an active item', () => ({ type: 'restore', fileId }), /^fileId: .*not in the trash/],
    ['a restore into an unknown folder', () => ({ type: 'restore', folderId: trashedFolderId, toFolderId: 'unknown' }), /^toFolderId: /],
    ['a restore of a folder into itself', () => ({ type: 'restore', folderId: trashedFolderId, toFolderId: trashedFolderId }), /^toFolderId: /],
    ['a restore with a name in use', () => ({ type: 'restore', folderId: trashedFolderId, toFolderId: folderId, name: 'file.txt' }), /^name: /],
    ['a change of a missing shared link', () => ({ type: 'reshare', fileId, access: 'open' }), /^fileId: .*no link/],
    ['a removal of a missing shared link', () => ({ type: 'unshare', fileId }), /^fileId: .*no link/],
    ['a removal of a missing lock', () => ({ type: 'unlock', fileId }), /^fileId: .*no lock/],
    ['a removal of a missing classification', () => ({ type: 'unclassify', fileId }), /^fileId: .*no classification/],
    ['an invitation of a malformed address', () => ({ type: 'collaborate', fileId, login: 'no-address' }), /^login: /],
    ['a deletion of the Admin', () => ({ type: 'removeUser', user: ID.admin }), /^user: /],
    ['an unknown user', () => ({ type: 'upload', folderId, as: 'unknown', name: 'a' }), /^as: /],
  ])('is refused with the field at fault and changes nothing: %s', (_name, action, message) => {
    const before = snapshot();
    expect(() => act(action())).toThrow(ActionError);
    expect(() => act(action())).toThrow(message);
    expect(snapshot()).toBe(before);
  }); // prettier-ignore

  it.each([
    ['role', { type: 'collaborate', fileId: '1', login: 'a@b.example', role: 'edtor' }],
    ['new role', { type: 'updateCollaboration', collaborationId: '1', role: 'owner' }],
    ['label', { type: 'classify', fileId: '1', label: 'Secret' }],
    ['size', { type: 'upload', folderId: '0', size: -1 }],
  ])('does not parse with an unknown or invalid %s', (_name, action) => {
    expect(actionSchema.safeParse(action).success).toBe(false);
  });
});

describe('the name of an item', () => {
  it('is unique for uploads without a name', () => {
    const ids = [1, 2, 3].map(() => create({ type: 'upload', folderId }));
    expect(new Set(ids.map((id) => findItem(state.world, id)!.name)).size).toBe(3);
  });

  it('is free again after its item is trashed, and then refused to a restore', () => {
    act({ type: 'delete', fileId: otherFileId });
    act({ type: 'rename', fileId, name: 'Taken.txt' });
    expect(() => act({ type: 'restore', fileId: otherFileId })).toThrow(/^name: /);
    act({ type: 'restore', fileId: otherFileId, name: 'Not taken.txt' });
    expect(findItem(state.world, otherFileId)).toMatchObject({ status: 'active', name: 'Not taken.txt' });
  });

  it('can change in one action with the folder when each change alone would collide', () => {
    const other = create({ type: 'createFolder', folderId: '0', name: 'Other' });
    create({ type: 'upload', folderId: other, name: 'file.txt' });
    const last = state.events.lastSeq;
    act({ type: 'move', fileId, toFolderId: other, name: 'Taken.txt' });
    expect(findItem(state.world, fileId)).toMatchObject({ parentId: other, name: 'Taken.txt' });
    expect(state.events.after(last, 10).map(({ type }) => type)).toEqual(['MOVE', 'RENAME']);
  });
});

describe('a transfer of ownership', () => {
  it('is refused to a guest without an account', () => {
    act({ type: 'collaborate', folderId, login: 'guest@partner.example' });
    const collaborationId = findItem(state.world, folderId)!.collaborations[0]!.id;
    const before = snapshot();
    expect(() => act({ type: 'giveOwnership', collaborationId })).toThrow(/^collaborationId: /);
    expect(snapshot()).toBe(before);
  });

  it('is refused when the new owner has an item of that name', () => {
    const user = '10000003';
    create({ type: 'createFolder', as: user, folderId: '0', name: 'work' });
    act({ type: 'collaborate', folderId, user });
    const collaborationId = findItem(state.world, folderId)!.collaborations[0]!.id;
    expect(() => act({ type: 'giveOwnership', collaborationId })).toThrow(/^name: /);
    expect(findItem(state.world, folderId)!.ownerId).toBe(ID.admin);
  });
});
