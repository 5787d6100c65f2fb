import { describe, expect, it } from 'vitest';
import { observeFile, observeFolder, observeListedFolder, toBoxUserRow } from '../../activities/scan/observe.js';
import type { BoxFile, BoxFolder } from '../../src/box/client.js';
import { NO_SHARING } from '../../src/domain/exposure.js';

const item = {
  id: '7',
  etag: '0',
  name: 'plans',
  ownerId: '1',
  ownerLogin: 'anna@acme.com',
  link: null,
  hasCollaborations: false,
  itemStatus: 'active',
  parentId: '6',
  ancestors: [],
} as const;
const folder: BoxFolder = { ...item, type: 'folder' };
const file: BoxFile = { ...item, type: 'file', name: 'a.TXT', size: 1, sha1: null, createdAt: null, modifiedAt: null };
const openLink = { url: 'u', access: 'open', passwordProtected: false } as const;
const parent = { folderId: '6', path: '/team', ancestorIds: ['6'], sharing: NO_SHARING };
const external = { internal: false, external: true };
const nobody = { internal: false, external: false };

describe('a file', () => {
  it('is recorded under the path of its folder', () => {
    expect(observeFile(file, parent, nobody, true)).toMatchObject({
      folderId: '6',
      path: '/team/a.TXT',
      extension: 'txt',
      access: 'private',
    });
  });

  it('has the exposure of its folder’s sharing and its own collaborators', () => {
    const shared = { ...parent, sharing: { ...NO_SHARING, link: { ...openLink, inheritedFrom: '6' } } };
    expect(observeFile(file, shared, nobody, true).access).toBe('public');
    expect(observeFile(file, parent, external, true)).toMatchObject({ access: 'external', hasCollaborations: true });
  });

  it('is external if its owner is not a managed user', () => {
    expect(observeFile(file, parent, nobody, false).access).toBe('external');
  });
});

describe('a folder', () => {
  it('has the sharing in force once its collaborators are known', () => {
    const observed = observeFolder({ ...folder, link: openLink }, parent, external);
    expect(observed).toMatchObject({
      path: '/team/plans',
      parentId: '6',
      ancestorIds: ['6'],
      ownCollaborators: external,
    });
    expect(observed.sharing).toMatchObject({
      externalCollaborators: true,
      link: { access: 'open', inheritedFrom: '7' },
    });
  });

  it('has no collaborators and no sharing yet as an entry of a listing, if Box reports collaborations', () => {
    const listed = observeListedFolder({ ...folder, hasCollaborations: true }, parent);
    expect([listed.ownCollaborators, listed.sharing]).toEqual([null, null]);
    expect(observeListedFolder(folder, parent).ownCollaborators).toEqual(nobody);
  });
});

describe('a user', () => {
  it('is skipped if deactivated, because Box does not let us act as that user', () => {
    const user = { id: '1', login: 'anna@acme.com', name: 'Anna', role: 'user' } as const;
    expect(toBoxUserRow({ ...user, status: 'active' }).skippedReason).toBeNull();
    expect(toBoxUserRow({ ...user, status: 'inactive' }).skippedReason?.code).toBe('user_inactive');
  });
});
