import { beforeEach, describe, expect, it } from 'vitest';
import { ActionError } from '../../../simulator/enterprise/actions/action-error.js';
import { actionSchema } from '../../../simulator/enterprise/actions/index.js';
import { perform } from '../../../simulator/commands/perform.js';
import { createState } from '../../../simulator/start.js';
import type { State } from '../../../simulator/state.js';
import { changedItems, findItem } from '../../../simulator/enterprise/world/items.js';

const ADMIN = '10000000';
let state: State;
let folderId: string;
let trashedFolderId: string;
let fileId: string;
let takenId: string;
beforeEach(() => {
  state = createState({ users: 4, files: 60, seed: 7, now: Date.UTC(2026, 5, 1) });
  folderId = make({ type: 'createFolder', folderId: '0', name: 'Work' });
  trashedFolderId = make({ type: 'createFolder', folderId: '0', name: 'Rubbish' });
  fileId = make({ type: 'upload', folderId, name: 'file.txt' });
  takenId = make({ type: 'upload', folderId, name: 'Taken.txt' });
  act({ type: 'delete', folderId: trashedFolderId });
});

const act = (action: Record<string, unknown>) => perform(state, actionSchema.parse({ as: ADMIN, ...action }));
const make = (action: Record<string, unknown>): string => act(action).itemId!;
/** All that an action could change, of what is there. */
const everything = () => JSON.stringify([state.events.lastSeq, [...changedItems(state.world)]]);

describe('an action that cannot be done', () => {
  it.each<[string, () => Record<string, unknown>, RegExp]>([
    ['a rename to nothing', () => ({ type: 'rename', fileId, name: '' }), /^name: /],
    ['a rename to what is too long', () => ({ type: 'rename', fileId, name: 'x'.repeat(256) }), /^name: at most 255/],
    ['a rename to a taken name', () => ({ type: 'rename', fileId, name: 'TAKEN.txt' }), /^name: file \d+ has the name/],
    ['a folder without a name', () => ({ type: 'createFolder', folderId, name: '' }), /^name: /],
    ['a folder of a taken name', () => ({ type: 'createFolder', folderId, name: 'taken.TXT' }), /^name: /],
    ['a web link of a taken name', () => ({ type: 'createWebLink', folderId, name: 'Taken.txt', url: 'https://a.example' }), /^name: /],
    ['an upload of a taken name', () => ({ type: 'upload', folderId, name: 'Taken.txt' }), /^name: /],
    ['an upload into the trash', () => ({ type: 'upload', folderId: trashedFolderId, name: 'a' }), /^folderId: .*trash/],
    ['an upload into no folder', () => ({ type: 'upload', folderId: fileId, name: 'a' }), /^folderId: /],
    ['a move into the trash', () => ({ type: 'move', fileId, toFolderId: trashedFolderId }), /^toFolderId: .*trash/],
    ['a copy under a taken name', () => ({ type: 'copy', fileId, toFolderId: folderId, name: 'Taken.txt' }), /^name: /],
    ['a root of nobody’s', () => ({ type: 'move', fileId, toFolderId: '0', rootOf: 'nobody' }), /rootOf: /],
    ['an edit in the trash', () => ({ type: 'share', folderId: trashedFolderId, access: 'open' }), /^folderId: .*trash/],
    ['a restore of what is not trashed', () => ({ type: 'restore', fileId }), /^fileId: .*not in the trash/],
    ['a restore into no folder', () => ({ type: 'restore', folderId: trashedFolderId, toFolderId: 'nonsense' }), /^toFolderId: /],
    ['a restore into itself', () => ({ type: 'restore', folderId: trashedFolderId, toFolderId: trashedFolderId }), /^toFolderId: /],
    ['a restore to a taken name', () => ({ type: 'restore', folderId: trashedFolderId, toFolderId: folderId, name: 'file.txt' }), /^name: /],
    ['a change of a link that there is not', () => ({ type: 'reshare', fileId, access: 'open' }), /^fileId: .*no link/],
    ['an end of a link that there is not', () => ({ type: 'unshare', fileId }), /^fileId: .*no link/],
    ['an end of a lock that there is not', () => ({ type: 'unlock', fileId }), /^fileId: .*no lock/],
    ['an end of a label that there is not', () => ({ type: 'unclassify', fileId }), /^fileId: .*no classification/],
    ['an invitation of no address', () => ({ type: 'collaborate', fileId, login: 'somebody' }), /^login: /],
    ['a removal of the Admin', () => ({ type: 'removeUser', user: ADMIN }), /^user: /],
    ['somebody who is not there', () => ({ type: 'upload', folderId, as: 'nobody', name: 'a' }), /^as: /],
  ])('is refused with its field, and changes nothing: %s', (_name, action, message) => {
    const before = everything();
    expect(() => act(action())).toThrow(ActionError);
    expect(() => act(action())).toThrow(message);
    expect(everything()).toBe(before);
  }); // prettier-ignore

  it.each([
    ['a role', { type: 'collaborate', fileId: '1', login: 'a@b.example', role: 'edtor' }],
    ['a new role', { type: 'updateCollaboration', collaborationId: '1', role: 'owner' }],
    ['a label', { type: 'classify', fileId: '1', label: 'Secret' }],
    ['a size', { type: 'upload', folderId: '0', size: -1 }],
  ])('is not understood when %s is none', (_name, action) => {
    expect(actionSchema.safeParse(action).success).toBe(false);
  });
});

describe('names', () => {
  it('are found for uploads that were given none', () => {
    const ids = [1, 2, 3].map(() => make({ type: 'upload', folderId }));
    expect(new Set(ids.map((id) => findItem(state.world, id)!.name)).size).toBe(3);
  });

  it('stay free of what was moved away and what is in the trash', () => {
    act({ type: 'delete', fileId: takenId });
    act({ type: 'rename', fileId, name: 'Taken.txt' });
    expect(() => act({ type: 'restore', fileId: takenId })).toThrow(/^name: /);
    act({ type: 'restore', fileId: takenId, name: 'Not taken.txt' });
    expect(findItem(state.world, takenId)).toMatchObject({ status: 'active', name: 'Not taken.txt' });
  });

  it('change with the place, where each alone would be in the way', () => {
    const other = make({ type: 'createFolder', folderId: '0', name: 'Other' });
    make({ type: 'upload', folderId: other, name: 'file.txt' });
    const last = state.events.lastSeq;
    act({ type: 'move', fileId, toFolderId: other, name: 'Taken.txt' });
    expect(findItem(state.world, fileId)).toMatchObject({ parentId: other, name: 'Taken.txt' });
    expect(state.events.after(last, 10).map(({ type }) => type)).toEqual(['MOVE', 'RENAME']);
  });
});

describe('ownership', () => {
  it('is not given to a guest who has no account', () => {
    act({ type: 'collaborate', folderId, login: 'guest@partner.example' });
    const collaborationId = findItem(state.world, folderId)!.collaborations[0]!.id;
    const before = everything();
    expect(() => act({ type: 'giveOwnership', collaborationId })).toThrow(/^collaborationId: /);
    expect(everything()).toBe(before);
  });

  it('is not given where the new owner has an item of that name', () => {
    const user = '10000003';
    make({ type: 'createFolder', as: user, folderId: '0', name: 'work' });
    act({ type: 'collaborate', folderId, user });
    const collaborationId = findItem(state.world, folderId)!.collaborations[0]!.id;
    expect(() => act({ type: 'giveOwnership', collaborationId })).toThrow(/^name: /);
    expect(findItem(state.world, folderId)!.ownerId).toBe(ADMIN);
  });
});
