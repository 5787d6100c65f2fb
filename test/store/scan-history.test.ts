import { describe, expect, it } from 'vitest';
import type { ScanReason } from '../../src/domain/scan.js';
import { findFileDetails } from '../../src/store/files/file-details.js';
import type { ObservedFile, ObservedFolder } from '../../src/store/scan/observation.js';
import { markSubtree } from '../../src/store/scan/removals.js';
import { markFile } from '../../src/store/scan/scanned-files.js';
import { upsertFolders } from '../../src/store/scan/scanned-folders.js';
import type { Collaborator } from '../../src/domain/collaborators.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';
import { observedFile, recordFiles } from '../fixture/file.js';

const database = databaseWithConnection();

const NOBODY = { internal: false, external: false };
const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 10, minute));
const record = (minute: number, generation: number, reason: ScanReason = 'bulk', file: Partial<ObservedFile> = {}) =>
  recordFiles(database.db, [observedFile({ folderId: 'f2', path: '/One/Two/a.txt', ...file })], {
    generation,
    observedAt: at(minute),
    reason,
  });
const details = async () => (await findFileDetails(database.db, 'c', '1'))!;

describe('the scans of a file', () => {
  it('are listed newest first, from listings, rescans and removals alike', async () => {
    await record(0, 1);
    expect((await details()).scans).toEqual([{ scannedAt: at(0), reason: 'bulk', generation: 1, eventType: null }]);
    await record(1, 1, 'modified');
    await record(2, 2);
    const how = {
      connectionId: 'c',
      generation: 2,
      observedAt: at(3),
      reason: 'modified',
      eventType: 'DELETE',
    } as const;
    await database.db.transaction().execute((trx) => markFile(trx, '1', 'trashed', how));
    expect((await details()).scans).toEqual([
      { scannedAt: at(3), reason: 'modified', generation: 2, eventType: 'DELETE' },
      { scannedAt: at(2), reason: 'bulk', generation: 2, eventType: null },
      { scannedAt: at(1), reason: 'modified', generation: 1, eventType: null },
      { scannedAt: at(0), reason: 'bulk', generation: 1, eventType: null },
    ]);
  });

  it('include the removal of its folder', async () => {
    await record(0, 0);
    await saveFolders(folder('f1', [], NOBODY), folder('f2', ['f1'], NOBODY));
    await markSubtree(database.db, 'f1', 'trashed', { connectionId: 'c', observedAt: at(1), reason: 'subtree' });
    expect((await details()).scans.map(({ reason }) => reason)).toEqual(['subtree', 'bulk']);
  });

  it('do not include scans that changed nothing', async () => {
    await record(0, 1);
    await record(1, 1);
    await record(-1, 1, 'manual');
    expect((await details()).scans.length).toBe(1);
  });

  it('are at most ten', async () => {
    for (let i = 0; i < 13; i += 1) await record(i, i);
    const { scans } = await details();
    expect(scans.map(({ generation }) => generation)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  });
});

const collaborator = (id: string, more: Partial<Collaborator> = {}): Collaborator => ({
  party: { type: 'user', id, name: `User ${id}`, login: `${id}@acme.example` },
  role: 'editor',
  status: 'accepted',
  isExternal: false,
  ...more,
});
const listed = (...collaborators: Collaborator[]) => ({
  internal: true,
  external: false,
  byName: { listed: collaborators, truncated: false },
});
const folder = (
  folderId: string,
  ancestorIds: string[],
  ownCollaborators: ObservedFolder['ownCollaborators'],
): ObservedFolder => ({
  folderId,
  ownerId: 'u',
  parentId: ancestorIds.at(-1) ?? '0',
  name: folderId,
  path: `/${[...ancestorIds, folderId].join('/')}`,
  ancestorIds,
  hasCollaborations: true,
  ownLink: null,
  ownCollaborators,
  sharing: null,
});
const saveFolders = (...folders: ObservedFolder[]) =>
  database.db
    .transaction()
    .execute((trx) => upsertFolders(trx, [{ folders, observedAt: at(0) }], { connectionId: 'c', generation: 1 }));

describe('the collaborators of a file', () => {
  it('are its own, then those of its folders, the nearest first, each with its folder', async () => {
    const invited = collaborator('', { status: 'pending', isExternal: true });
    await saveFolders(
      folder('f1', [], listed(collaborator('top'))),
      folder('f2', ['f1'], listed(collaborator('near'), invited)),
      folder('f3', ['f1', 'f2'], listed(collaborator('below'))),
    );
    await record(0, 1, 'bulk', { ownCollaborators: listed(collaborator('own')) });
    const { collaborators, collaboratorsTruncated } = await details();
    expect(collaboratorsTruncated).toBe(false);
    expect(collaborators).toEqual([
      { ...collaborator('own'), inheritedFrom: null },
      { ...collaborator('near'), inheritedFrom: { folderId: 'f2', path: '/f1/f2' } },
      { ...invited, inheritedFrom: { folderId: 'f2', path: '/f1/f2' } },
      { ...collaborator('top'), inheritedFrom: { folderId: 'f1', path: '/f1' } },
    ]);
  });

  it('are at most a hundred, and marked as truncated beyond that', async () => {
    const many = Array.from({ length: 60 }, (_, i) => collaborator(`${i}`));
    await saveFolders(folder('f1', [], listed(...many)), folder('f2', ['f1'], listed(...many)));
    await record(0, 1);
    const { collaborators, collaboratorsTruncated } = await details();
    expect([collaborators.length, collaboratorsTruncated]).toEqual([100, true]);
  });

  it('are marked as truncated in rows from before names were stored', async () => {
    await record(0, 1, 'bulk', { ownCollaborators: { internal: false, external: true } });
    expect(await details()).toMatchObject({ collaborators: [], collaboratorsTruncated: true });
    await record(1, 2);
    expect(await details()).toMatchObject({ collaborators: [], collaboratorsTruncated: false });
  });

  it('are only its own for a file in the root', async () => {
    await record(0, 1, 'bulk', { folderId: '0', ownCollaborators: listed(collaborator('own')) });
    expect((await details()).collaborators.length).toBe(1);
  });
});
