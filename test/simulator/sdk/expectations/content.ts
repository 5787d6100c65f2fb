/** What Box's SDK expects of folders, files and the trash. */
import { expect } from 'vitest';
import { refusal } from '../../support/sdk.js';
import { expectationsOf, type Expectation } from './expectation.js';

const parent = { id: '0' };

const FOLDERS = expectationsOf('folders.test.ts', {
  'names the root folder "All Files", with the id 0': async ({ client }) => {
    expect(await client.folders.getFolderById('0')).toMatchObject({ id: '0', name: 'All Files' });
  },
  'returns the root folder with a list of its items': async ({ client }) => {
    expect((await client.folders.getFolderById('0')).itemCollection).toBeDefined();
  },
  'returns the requested fields of a folder that are not in its standard form': async ({ client }) => {
    const fields = ['has_collaborations', 'tags'];
    const root = await client.folders.getFolderById('0', { queryParams: { fields } });
    expect(root).toMatchObject({ hasCollaborations: false, tags: [] });
  },
  'creates a folder with the requested name, and returns it by its id': async (box) => {
    const name = box.uniqueName('created');
    const created = await box.client.folders.createFolder({ name, parent });
    expect(created.name).toBe(name);
    expect((await box.client.folders.getFolderById(created.id)).name).toBe(name);
  },
  'returns 404 for a deleted folder': async (box) => {
    const id = await box.createFolder();
    await box.client.folders.deleteFolderById(id);
    expect(await refusal(box.client.folders.getFolderById(id))).toBe(404);
  },
  'changes the name and description of a folder': async (box) => {
    const requestBody = { name: box.uniqueName('renamed'), description: 'Updated' };
    expect(await box.client.folders.updateFolderById(await box.createFolder(), { requestBody })).toMatchObject(
      requestBody,
    );
  },
  'copies a folder under another name': async (box) => {
    const name = box.uniqueName('copied');
    const copy = await box.client.folders.copyFolder(await box.createFolder(), { parent, name });
    expect(copy).toMatchObject({ name, parent: { id: '0' } });
  },
  'moves a folder into another folder under another name': async (box) => {
    const [id, target] = [await box.createFolder(), await box.createFolder()];
    const requestBody = { parent: { id: target }, name: box.uniqueName('moved') };
    expect(await box.client.folders.updateFolderById(id, { requestBody })).toMatchObject(requestBody);
  },
  'lists a moved folder in its new parent': async (box) => {
    const [id, target] = [await box.createFolder(), await box.createFolder()];
    await box.client.folders.updateFolderById(id, { requestBody: { parent: { id: target } } });
    expect((await box.client.folders.getFolderItems(target)).entries!.map((item) => item.id)).toEqual([id]);
  },
});

const FILES = expectationsOf('files.test.ts', {
  'returns the requested fields of a file that are not in its standard form': async (box) => {
    const fields = ['is_externally_owned', 'has_collaborations'];
    const file = await box.client.files.getFileById(await box.createFile(), { queryParams: { fields } });
    expect(file).toMatchObject({ isExternallyOwned: false, hasCollaborations: false });
  },
  'returns 304 without a body for a file whose etag is unchanged': async (box) => {
    const id = await box.createFile();
    const { etag } = await box.client.files.getFileById(id);
    const response = await fetch(`${box.url}/2.0/files/${id}`, {
      headers: { authorization: await box.auth.retrieveAuthorizationHeader(box.session), 'if-none-match': etag! },
    });
    expect([response.status, await response.text()]).toEqual([304, '']);
  },
  'returns a deleted file from the trash': async (box) => {
    const id = await box.createFile();
    await box.client.files.deleteFileById(id);
    expect((await box.client.trashedFiles.getTrashedFileById(id)).id).toBe(id);
  },
  'changes the name and description of a file': async (box) => {
    const requestBody = { name: box.uniqueName('renamed'), description: 'Updated' };
    expect(await box.client.files.updateFileById(await box.createFile(), { requestBody })).toMatchObject(requestBody);
  },
  'locks a file': async (box) => {
    const requestBody = { lock: { access: 'lock' as const } };
    const locked = await box.client.files.updateFileById(await box.createFile(), { requestBody, queryParams: { fields: ['lock'] } });
    expect(locked.lock).toMatchObject({ type: 'lock' });
  },
  'unlocks a file': async (box) => {
    const [id, queryParams] = [await box.createFile(), { fields: ['lock'] }];
    await box.client.files.updateFileById(id, { requestBody: { lock: { access: 'lock' } }, queryParams });
    const unlocked = await box.client.files.updateFileById(id, { requestBody: { lock: null }, queryParams });
    expect(unlocked.lock ?? null).toBeNull();
  },
  'copies a file into a folder under another name': async (box) => {
    const name = box.uniqueName('copied');
    const copy = await box.client.files.copyFile(await box.createFile(), { parent, name });
    expect(copy).toMatchObject({ name, parent: { id: '0' } });
  },
}); // prettier-ignore

const DOWNLOADS = expectationsOf('downloads.test.ts', {
  'returns the download URL of a file': async (box) => {
    expect(await box.client.downloads.getDownloadFileUrl(await box.createFile())).toMatch(/^https?:\/\//);
  },
  'returns the content of a file': async (box) => {
    const content = await box.client.downloads.downloadFile(await box.createFile());
    const pieces: unknown[] = [];
    for await (const piece of content!) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(0);
  },
});

const TRASHED_FILES = expectationsOf('trashedFiles.test.ts', {
  'returns a trashed file with its id and name': async (box) => {
    const id = await box.createFile();
    const { name } = await box.client.files.getFileById(id);
    await box.client.files.deleteFileById(id);
    expect(await box.client.trashedFiles.getTrashedFileById(id)).toMatchObject({ id, name });
  },
  'returns a trashed file outside the trash with the status trashed': async (box) => {
    const id = await box.createFile();
    await box.client.files.deleteFileById(id);
    expect((await box.client.files.getFileById(id)).itemStatus).toBe('trashed');
  },
  'restores a file with its id and name and the status active': async (box) => {
    const id = await box.createFile();
    const { name } = await box.client.files.getFileById(id);
    await box.client.files.deleteFileById(id);
    expect(await box.client.trashedFiles.restoreFileFromTrash(id)).toMatchObject({ id, name });
    expect(await box.client.files.getFileById(id)).toMatchObject({ id, name, itemStatus: 'active' });
  },
  'returns 404 for a file that is deleted from the trash': async (box) => {
    const id = await box.createFile();
    await box.client.files.deleteFileById(id);
    await box.client.trashedFiles.deleteTrashedFileById(id);
    expect(await refusal(box.client.trashedFiles.getTrashedFileById(id))).toBe(404);
  },
});

const TRASHED_FOLDERS = expectationsOf('trashedFolders.test.ts', {
  'returns a trashed folder with its id and name': async (box) => {
    const id = await box.createFolder();
    const { name } = await box.client.folders.getFolderById(id);
    await box.client.folders.deleteFolderById(id);
    expect(await box.client.trashedFolders.getTrashedFolderById(id)).toMatchObject({ id, name });
  },
  'returns 404 for a trashed folder outside the trash': async (box) => {
    const id = await box.createFolder();
    await box.client.folders.deleteFolderById(id);
    expect(await refusal(box.client.folders.getFolderById(id))).toBe(404);
  },
  'restores a folder with its id and name': async (box) => {
    const id = await box.createFolder();
    const { name } = await box.client.folders.getFolderById(id);
    await box.client.folders.deleteFolderById(id);
    expect(await box.client.trashedFolders.restoreFolderFromTrash(id)).toMatchObject({ id, name });
    expect(await box.client.folders.getFolderById(id)).toMatchObject({ id, name });
  },
  'returns 404 for a folder that is deleted from the trash': async (box) => {
    const id = await box.createFolder();
    await box.client.folders.deleteFolderById(id);
    await box.client.trashedFolders.deleteTrashedFolderById(id);
    expect(await refusal(box.client.trashedFolders.getTrashedFolderById(id))).toBe(404);
  },
});

const TRASHED_ITEMS = expectationsOf('trashedItems.test.ts', {
  'lists the items in the trash': async (box) => {
    const id = await box.createFile();
    await box.client.files.deleteFileById(id);
    const { entries } = await box.client.trashedItems.getTrashedItems({ limit: 1000 });
    expect(entries!.map((item) => item.id)).toContain(id);
  },
});

/** All expectations of this file. */
export const CONTENT: readonly Expectation[] = [
  ...FOLDERS,
  ...FILES,
  ...DOWNLOADS,
  ...TRASHED_FILES,
  ...TRASHED_FOLDERS,
  ...TRASHED_ITEMS,
];
