/** What Box's SDK expects of shared links and collaborations. */
import { expect } from 'vitest';
import type { SdkEnterprise } from '../../support/sdk-enterprise.js';
import { refusal } from '../../support/sdk.js';
import { expectationsOf, type Expectation } from './expectation.js';

const fields = { fields: 'shared_link' };
const password = 'Secret123@';
const withPassword = { sharedLink: { access: 'open' as const, password } };
const header = (url: string, sent: string) => ({ boxapi: `shared_link=${url}&shared_link_password=${sent}` });

const FILE_LINKS = expectationsOf('sharedLinksFiles.test.ts', {
  'creates a shared link of a file with the requested access': async (box) => {
    const { sharedLinksFiles } = box.client;
    const id = await box.createFile();
    await sharedLinksFiles.addShareLinkToFile(id, withPassword, fields);
    expect((await sharedLinksFiles.getSharedLinkForFile(id, fields)).sharedLink?.access).toBe('open');
  },
  'returns a file for its shared link and password': async (box) => {
    const { sharedLinksFiles } = box.client;
    const id = await box.createFile();
    const { sharedLink } = await sharedLinksFiles.addShareLinkToFile(id, withPassword, fields);
    const found = await sharedLinksFiles.findFileForSharedLink({}, header(sharedLink!.url, password));
    expect(found.id).toBe(id);
  },
  'refuses the shared link of a file with a wrong password': async (box) => {
    const { sharedLinksFiles } = box.client;
    const { sharedLink } = await sharedLinksFiles.addShareLinkToFile(await box.createFile(), withPassword, fields);
    const found = sharedLinksFiles.findFileForSharedLink({}, header(sharedLink!.url, 'incorrect'));
    expect(await refusal(found)).toBe(403);
  },
  'changes the access of the shared link of a file': async (box) => {
    const { sharedLinksFiles } = box.client;
    const id = await box.createFile();
    await sharedLinksFiles.addShareLinkToFile(id, withPassword, fields);
    const access = 'collaborators' as const;
    const changed = await sharedLinksFiles.updateSharedLinkOnFile(id, { sharedLink: { access } }, fields);
    expect(changed.sharedLink?.access).toBe(access);
  },
  'removes the shared link of a file': async (box) => {
    const { sharedLinksFiles } = box.client;
    const id = await box.createFile();
    await sharedLinksFiles.addShareLinkToFile(id, withPassword, fields);
    await sharedLinksFiles.removeSharedLinkFromFile(id, { sharedLink: null }, fields);
    expect((await sharedLinksFiles.getSharedLinkForFile(id, fields)).sharedLink ?? null).toBeNull();
  },
});

const FOLDER_LINKS = expectationsOf('sharedLinksFolders.test.ts', {
  'creates a shared link of a folder with the requested access': async (box) => {
    const { sharedLinksFolders } = box.client;
    const id = await box.createFolder();
    await sharedLinksFolders.addShareLinkToFolder(id, withPassword, fields);
    expect((await sharedLinksFolders.getSharedLinkForFolder(id, fields)).sharedLink?.access).toBe('open');
  },
  'returns a folder for its shared link and password': async (box) => {
    const { sharedLinksFolders } = box.client;
    const id = await box.createFolder();
    const { sharedLink } = await sharedLinksFolders.addShareLinkToFolder(id, withPassword, fields);
    const found = await sharedLinksFolders.findFolderForSharedLink({}, header(sharedLink!.url, password));
    expect(found.id).toBe(id);
  },
  'refuses the shared link of a folder with a wrong password': async (box) => {
    const { sharedLinksFolders } = box.client;
    const { sharedLink } = await sharedLinksFolders.addShareLinkToFolder(
      await box.createFolder(),
      withPassword,
      fields,
    );
    const found = sharedLinksFolders.findFolderForSharedLink({}, header(sharedLink!.url, 'incorrect'));
    expect(await refusal(found)).toBe(403);
  },
  'changes the access of the shared link of a folder': async (box) => {
    const { sharedLinksFolders } = box.client;
    const id = await box.createFolder();
    await sharedLinksFolders.addShareLinkToFolder(id, withPassword, fields);
    const access = 'collaborators' as const;
    const changed = await sharedLinksFolders.updateSharedLinkOnFolder(id, { sharedLink: { access } }, fields);
    expect(changed.sharedLink?.access).toBe(access);
  },
  'removes the shared link of a folder': async (box) => {
    const { sharedLinksFolders } = box.client;
    const id = await box.createFolder();
    await sharedLinksFolders.addShareLinkToFolder(id, withPassword, fields);
    await sharedLinksFolders.removeSharedLinkFromFolder(id, { sharedLink: null }, fields);
    expect((await sharedLinksFolders.getSharedLinkForFolder(id, fields)).sharedLink ?? null).toBeNull();
  },
});

/** Invites a user to a new folder as an editor. */
async function invite(box: SdkEnterprise, user: { readonly id: string } | { readonly login: string }) {
  const folderId = await box.createFolder();
  const collaboration = await box.client.userCollaborations.createCollaboration({
    item: { type: 'folder', id: folderId },
    accessibleBy: { type: 'user', ...user },
    role: 'editor',
  });
  return { folderId, collaboration };
}
const newLogin = (box: SdkEnterprise) => ({ login: `${box.uniqueName('guest').replace(' ', '')}@partner.example` });

const COLLABORATIONS = expectationsOf('userCollaborations.test.ts', {
  'gives a collaborator the requested role': async (box) => {
    expect((await invite(box, box.user)).collaboration.role).toBe('editor');
  },
  'accepts a collaboration of a user of the enterprise at once': async (box) => {
    const { id } = (await invite(box, { id: box.user.id })).collaboration;
    const found = await box.client.userCollaborations.getCollaborationById(id);
    expect(found).toMatchObject({ id, type: 'collaboration', status: 'accepted' });
    expect(found.inviteEmail ?? null).toBeNull();
  },
  'changes the role of a collaborator': async (box) => {
    const { id } = (await invite(box, { id: box.user.id })).collaboration;
    const requestBody = { role: 'viewer' as const };
    expect((await box.client.userCollaborations.updateCollaborationById(id, { requestBody }))?.role).toBe('viewer');
  },
  'returns 404 for a deleted collaboration': async (box) => {
    const { id } = (await invite(box, { id: box.user.id })).collaboration;
    await box.client.userCollaborations.deleteCollaborationById(id);
    expect(await refusal(box.client.userCollaborations.getCollaborationById(id))).toBe(404);
  },
  'returns no body when a collaborator becomes the owner': async (box) => {
    const { id } = (await invite(box, { id: box.user.id })).collaboration;
    const requestBody = { role: 'owner' as const };
    expect(await box.client.userCollaborations.updateCollaborationById(id, { requestBody })).toBeUndefined();
  },
  'keeps the former owner as a co-owner': async (box) => {
    const { folderId, collaboration } = await invite(box, { id: box.user.id });
    await box.client.userCollaborations.updateCollaborationById(collaboration.id, { requestBody: { role: 'owner' } });
    const { entries } = await box.client.listCollaborations.getFolderCollaborations(folderId);
    expect(entries!.map(({ role }) => role)).toEqual(['co-owner']);
    await box.client.withAsUserHeader(box.user.id).folders.deleteFolderById(folderId);
  },
  'keeps the invitation of a new address pending, with that address': async (box) => {
    const guest = newLogin(box);
    const { id } = (await invite(box, guest)).collaboration;
    const found = await box.client.userCollaborations.getCollaborationById(id);
    expect(found).toMatchObject({ status: 'pending', inviteEmail: guest.login });
  },
  'changes the role in a pending invitation': async (box) => {
    const { id } = (await invite(box, newLogin(box))).collaboration;
    const requestBody = { role: 'viewer' as const };
    expect((await box.client.userCollaborations.updateCollaborationById(id, { requestBody }))?.role).toBe('viewer');
  },
  'deletes a pending invitation': async (box) => {
    const { id } = (await invite(box, newLogin(box))).collaboration;
    await box.client.userCollaborations.deleteCollaborationById(id);
    expect(await refusal(box.client.userCollaborations.getCollaborationById(id))).toBe(404);
  },
});

const LISTS = expectationsOf('listCollaborations.test.ts', {
  'lists the collaborations of a folder': async (box) => {
    const { folderId, collaboration } = await invite(box, { id: box.user.id });
    const { entries } = await box.client.listCollaborations.getFolderCollaborations(folderId);
    expect(entries!.map(({ id }) => id)).toEqual([collaboration.id]);
  },
  'lists the collaborations of a file': async (box) => {
    const id = await box.createFile();
    const { id: collaborationId } = await box.client.userCollaborations.createCollaboration({
      item: { type: 'file', id },
      accessibleBy: { type: 'user', id: box.user.id },
      role: 'editor',
    });
    const { entries } = await box.client.listCollaborations.getFileCollaborations(id);
    expect(entries!.map((each) => each.id)).toEqual([collaborationId]);
  },
  'lists the pending invitations of the caller': async (box) => {
    const pending = async () =>
      (await box.client.listCollaborations.getCollaborations({ status: 'pending' })).entries!.map(
        ({ status }) => status,
      );
    const before = await pending();
    const folder = { type: 'createFolder', as: box.user.login, folderId: '0', name: box.uniqueName('invitation') };
    const [created] = await box.controls.act([folder]);
    await box.controls.act([
      { type: 'collaborate', folderId: created!.itemId, login: box.admin.login, status: 'pending' },
    ]);
    expect(await pending()).toEqual([...before, 'pending']);
  },
  'accepts a collaboration of a group, and lists the collaborations of the group': async (box) => {
    const group = await box.client.groups.createGroup({ name: box.uniqueName('group') });
    const collaboration = await box.client.userCollaborations.createCollaboration({
      item: { type: 'folder', id: await box.createFolder() },
      accessibleBy: { type: 'group', id: group.id },
      role: 'editor',
    });
    expect(collaboration).toMatchObject({ type: 'collaboration', role: 'editor' });
    const { entries } = await box.client.listCollaborations.getGroupCollaborations(group.id);
    expect(entries!.map(({ id }) => id)).toEqual([collaboration.id]);
  },
});

/** All expectations of this file. */
export const SHARING: readonly Expectation[] = [...FILE_LINKS, ...FOLDER_LINKS, ...COLLABORATIONS, ...LISTS];
