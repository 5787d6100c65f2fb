/** What Box's own client expects of folders, files and the trash. */
import { expect } from 'vitest';
import { refusal } from '../../support/sdk.js';
import { expectationsOf, type Expectation } from './expectation.js';

const parent = { id: '0' };

const FOLDERS = expectationsOf('folders.test.ts', {
  'names the root folder "All Files" and gives it the id 0': async ({ client }) => {
    expect(await client.folders.getFolderById('0')).toMatchObject({ id: '0', name: 'All Files' });
  },
  'gives the root folder a list of its items': async ({ client }) => {
    expect((await client.folders.getFolderById('0')).itemCollection).toBeDefined();
  },
  'tells fields of a folder that are only told when asked for': async ({ client }) => {
    const fields = ['has_collaborations', 'tags'];
    const root = await client.folders.getFolderById('0', { queryParams: { fields } });
    expect(root).toMatchObject({ hasCollaborations: false, tags: [] });
  },
  'creates a folder with the name that was asked for, and finds it again': async (box) => {
    const name = box.fresh('created');
    const created = await box.client.folders.createFolder({ name, parent });
    expect(created.name).toBe(name);
    expect((await box.client.folders.getFolderById(created.id)).name).toBe(name);
  },
  'does not find a folder after it was deleted': async (box) => {
    const id = await box.folder();
    await box.client.folders.deleteFolderById(id);
    expect(await refusal(box.client.folders.getFolderById(id))).toBe(404);
  },
  'changes the name and description of a folder': async (box) => {
    const requestBody = { name: box.fresh('renamed'), description: 'Updated' };
    expect(await box.client.folders.updateFolderById(await box.folder(), { requestBody })).toMatchObject(requestBody);
  },
  'copies a folder under another name': async (box) => {
    const name = box.fresh('copied');
    const copy = await box.client.folders.copyFolder(await box.folder(), { parent, name });
    expect(copy).toMatchObject({ name, parent: { id: '0' } });
  },
  'moves a folder into another, under another name': async (box) => {
    const [id, target] = [await box.folder(), await box.folder()];
    const requestBody = { parent: { id: target }, name: box.fresh('moved') };
    expect(await box.client.folders.updateFolderById(id, { requestBody })).toMatchObject(requestBody);
  },
  'lists a folder that was moved into another there': async (box) => {
    const [id, target] = [await box.folder(), await box.folder()];
    await box.client.folders.updateFolderById(id, { requestBody: { parent: { id: target } } });
    expect((await box.client.folders.getFolderItems(target)).entries!.map((item) => item.id)).toEqual([id]);
  },
});

const FILES = expectationsOf('files.test.ts', {
  'tells fields of a file that are only told when asked for': async (box) => {
    const fields = ['is_externally_owned', 'has_collaborations'];
    const file = await box.client.files.getFileById(await box.file(), { queryParams: { fields } });
    expect(file).toMatchObject({ isExternallyOwned: false, hasCollaborations: false });
  },
  'answers a file whose etag is known already with nothing': async (box) => {
    const id = await box.file();
    const { etag } = await box.client.files.getFileById(id);
    const response = await fetch(`${box.url}/2.0/files/${id}`, {
      headers: { authorization: await box.auth.retrieveAuthorizationHeader(box.session), 'if-none-match': etag! },
    });
    expect([response.status, await response.text()]).toEqual([304, '']);
  },
  'finds a deleted file in the trash': async (box) => {
    const id = await box.file();
    await box.client.files.deleteFileById(id);
    expect((await box.client.trashedFiles.getTrashedFileById(id)).id).toBe(id);
  },
  'changes the name and description of a file': async (box) => {
    const requestBody = { name: box.fresh('renamed'), description: 'Updated' };
    expect(await box.client.files.updateFileById(await box.file(), { requestBody })).toMatchObject(requestBody);
  },
  'locks a file': async (box) => {
    const requestBody = { lock: { access: 'lock' as const } };
    const locked = await box.client.files.updateFileById(await box.file(), { requestBody, queryParams: { fields: ['lock'] } });
    expect(locked.lock).toMatchObject({ type: 'lock' });
  },
  'unlocks a file': async (box) => {
    const [id, queryParams] = [await box.file(), { fields: ['lock'] }];
    await box.client.files.updateFileById(id, { requestBody: { lock: { access: 'lock' } }, queryParams });
    const unlocked = await box.client.files.updateFileById(id, { requestBody: { lock: null }, queryParams });
    expect(unlocked.lock ?? null).toBeNull();
  },
  'copies a file into a folder under another name': async (box) => {
    const name = box.fresh('copied');
    const copy = await box.client.files.copyFile(await box.file(), { parent, name });
    expect(copy).toMatchObject({ name, parent: { id: '0' } });
  },
}); // prettier-ignore

const DOWNLOADS = expectationsOf('downloads.test.ts', {
  'tells where a file can be downloaded': async (box) => {
    expect(await box.client.downloads.getDownloadFileUrl(await box.file())).toMatch(/^https?:\/\//);
  },
  'gives the content of a file': async (box) => {
    const content = await box.client.downloads.downloadFile(await box.file());
    const pieces: unknown[] = [];
    for await (const piece of content!) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(0);
  },
});

const TRASHED_FILES = expectationsOf('trashedFiles.test.ts', {
  'tells a trashed file by its id and name': async (box) => {
    const id = await box.file();
    const { name } = await box.client.files.getFileById(id);
    await box.client.files.deleteFileById(id);
    expect(await box.client.trashedFiles.getTrashedFileById(id)).toMatchObject({ id, name });
  },
  'still answers a trashed file, and says that it is trashed': async (box) => {
    const id = await box.file();
    await box.client.files.deleteFileById(id);
    expect((await box.client.files.getFileById(id)).itemStatus).toBe('trashed');
  },
  'restores a file under its id and name, active again': async (box) => {
    const id = await box.file();
    const { name } = await box.client.files.getFileById(id);
    await box.client.files.deleteFileById(id);
    expect(await box.client.trashedFiles.restoreFileFromTrash(id)).toMatchObject({ id, name });
    expect(await box.client.files.getFileById(id)).toMatchObject({ id, name, itemStatus: 'active' });
  },
  'finds nothing in the trash after a file was deleted from it': async (box) => {
    const id = await box.file();
    await box.client.files.deleteFileById(id);
    await box.client.trashedFiles.deleteTrashedFileById(id);
    expect(await refusal(box.client.trashedFiles.getTrashedFileById(id))).toBe(404);
  },
});

const TRASHED_FOLDERS = expectationsOf('trashedFolders.test.ts', {
  'tells a trashed folder by its id and name': async (box) => {
    const id = await box.folder();
    const { name } = await box.client.folders.getFolderById(id);
    await box.client.folders.deleteFolderById(id);
    expect(await box.client.trashedFolders.getTrashedFolderById(id)).toMatchObject({ id, name });
  },
  'does not answer a trashed folder outside the trash, other than a file': async (box) => {
    const id = await box.folder();
    await box.client.folders.deleteFolderById(id);
    expect(await refusal(box.client.folders.getFolderById(id))).toBe(404);
  },
  'restores a folder under its id and name': async (box) => {
    const id = await box.folder();
    const { name } = await box.client.folders.getFolderById(id);
    await box.client.folders.deleteFolderById(id);
    expect(await box.client.trashedFolders.restoreFolderFromTrash(id)).toMatchObject({ id, name });
    expect(await box.client.folders.getFolderById(id)).toMatchObject({ id, name });
  },
  'finds nothing in the trash after a folder was deleted from it': async (box) => {
    const id = await box.folder();
    await box.client.folders.deleteFolderById(id);
    await box.client.trashedFolders.deleteTrashedFolderById(id);
    expect(await refusal(box.client.trashedFolders.getTrashedFolderById(id))).toBe(404);
  },
});

const TRASHED_ITEMS = expectationsOf('trashedItems.test.ts', {
  'lists what is in the trash': async (box) => {
    const id = await box.file();
    await box.client.files.deleteFileById(id);
    const { entries } = await box.client.trashedItems.getTrashedItems({ limit: 1000 });
    expect(entries!.map((item) => item.id)).toContain(id);
  },
});

/** All of them. */
export const CONTENT: readonly Expectation[] = [
  ...FOLDERS,
  ...FILES,
  ...DOWNLOADS,
  ...TRASHED_FILES,
  ...TRASHED_FOLDERS,
  ...TRASHED_ITEMS,
];
