/** What Box's own client expects of shared links and collaborations. */
import { expect } from 'vitest';
import type { Enterprise } from '../../support/enterprise.js';
import { refusal } from '../../support/sdk.js';
import { expectationsOf, type Expectation } from './expectation.js';

const fields = { fields: 'shared_link' };
const password = 'Secret123@';
const guarded = { sharedLink: { access: 'open' as const, password } };
const header = (url: string, given: string) => ({ boxapi: `shared_link=${url}&shared_link_password=${given}` });

const FILE_LINKS = expectationsOf('sharedLinksFiles.test.ts', {
  'makes a link to a file, with the access that was asked for': async (box) => {
    const { sharedLinksFiles } = box.client;
    const id = await box.file();
    await sharedLinksFiles.addShareLinkToFile(id, guarded, fields);
    expect((await sharedLinksFiles.getSharedLinkForFile(id, fields)).sharedLink?.access).toBe('open');
  },
  'finds a file by its link and the right password': async (box) => {
    const { sharedLinksFiles } = box.client;
    const id = await box.file();
    const { sharedLink } = await sharedLinksFiles.addShareLinkToFile(id, guarded, fields);
    const found = await sharedLinksFiles.findFileForSharedLink({}, header(sharedLink!.url, password));
    expect(found.id).toBe(id);
  },
  'refuses a file’s link with a wrong password': async (box) => {
    const { sharedLinksFiles } = box.client;
    const { sharedLink } = await sharedLinksFiles.addShareLinkToFile(await box.file(), guarded, fields);
    const found = sharedLinksFiles.findFileForSharedLink({}, header(sharedLink!.url, 'incorrect'));
    expect(await refusal(found)).toBe(403);
  },
  'changes the access of a file’s link': async (box) => {
    const { sharedLinksFiles } = box.client;
    const id = await box.file();
    await sharedLinksFiles.addShareLinkToFile(id, guarded, fields);
    const access = 'collaborators' as const;
    const changed = await sharedLinksFiles.updateSharedLinkOnFile(id, { sharedLink: { access } }, fields);
    expect(changed.sharedLink?.access).toBe(access);
  },
  'takes the link off a file': async (box) => {
    const { sharedLinksFiles } = box.client;
    const id = await box.file();
    await sharedLinksFiles.addShareLinkToFile(id, guarded, fields);
    await sharedLinksFiles.removeSharedLinkFromFile(id, { sharedLink: null }, fields);
    expect((await sharedLinksFiles.getSharedLinkForFile(id, fields)).sharedLink ?? null).toBeNull();
  },
});

const FOLDER_LINKS = expectationsOf('sharedLinksFolders.test.ts', {
  'makes a link to a folder, with the access that was asked for': async (box) => {
    const { sharedLinksFolders } = box.client;
    const id = await box.folder();
    await sharedLinksFolders.addShareLinkToFolder(id, guarded, fields);
    expect((await sharedLinksFolders.getSharedLinkForFolder(id, fields)).sharedLink?.access).toBe('open');
  },
  'finds a folder by its link and the right password': async (box) => {
    const { sharedLinksFolders } = box.client;
    const id = await box.folder();
    const { sharedLink } = await sharedLinksFolders.addShareLinkToFolder(id, guarded, fields);
    const found = await sharedLinksFolders.findFolderForSharedLink({}, header(sharedLink!.url, password));
    expect(found.id).toBe(id);
  },
  'refuses a folder’s link with a wrong password': async (box) => {
    const { sharedLinksFolders } = box.client;
    const { sharedLink } = await sharedLinksFolders.addShareLinkToFolder(await box.folder(), guarded, fields);
    const found = sharedLinksFolders.findFolderForSharedLink({}, header(sharedLink!.url, 'incorrect'));
    expect(await refusal(found)).toBe(403);
  },
  'changes the access of a folder’s link': async (box) => {
    const { sharedLinksFolders } = box.client;
    const id = await box.folder();
    await sharedLinksFolders.addShareLinkToFolder(id, guarded, fields);
    const access = 'collaborators' as const;
    const changed = await sharedLinksFolders.updateSharedLinkOnFolder(id, { sharedLink: { access } }, fields);
    expect(changed.sharedLink?.access).toBe(access);
  },
  'takes the link off a folder': async (box) => {
    const { sharedLinksFolders } = box.client;
    const id = await box.folder();
    await sharedLinksFolders.addShareLinkToFolder(id, guarded, fields);
    await sharedLinksFolders.removeSharedLinkFromFolder(id, { sharedLink: null }, fields);
    expect((await sharedLinksFolders.getSharedLinkForFolder(id, fields)).sharedLink ?? null).toBeNull();
  },
});

/** Invites to a new folder, as an editor. */
async function invite(box: Enterprise, who: { readonly id: string } | { readonly login: string }) {
  const folderId = await box.folder();
  const made = await box.client.userCollaborations.createCollaboration({
    item: { type: 'folder', id: folderId },
    accessibleBy: { type: 'user', ...who },
    role: 'editor',
  });
  return { folderId, made };
}
const stranger = (box: Enterprise) => ({ login: `${box.fresh('stranger').replace(' ', '')}@partner.example` });

const COLLABORATIONS = expectationsOf('userCollaborations.test.ts', {
  'gives a collaborator the role that was asked for': async (box) => {
    expect((await invite(box, box.user)).made.role).toBe('editor');
  },
  'lets a user of the enterprise in without their answer': async (box) => {
    const { id } = (await invite(box, { id: box.user.id })).made;
    const found = await box.client.userCollaborations.getCollaborationById(id);
    expect(found).toMatchObject({ id, type: 'collaboration', status: 'accepted' });
    expect(found.inviteEmail ?? null).toBeNull();
  },
  'changes a collaborator’s role': async (box) => {
    const { id } = (await invite(box, { id: box.user.id })).made;
    const requestBody = { role: 'viewer' as const };
    expect((await box.client.userCollaborations.updateCollaborationById(id, { requestBody }))?.role).toBe('viewer');
  },
  'does not find a collaboration after it was deleted': async (box) => {
    const { id } = (await invite(box, { id: box.user.id })).made;
    await box.client.userCollaborations.deleteCollaborationById(id);
    expect(await refusal(box.client.userCollaborations.getCollaborationById(id))).toBe(404);
  },
  'answers with nothing when a collaborator is made the owner': async (box) => {
    const { id } = (await invite(box, { id: box.user.id })).made;
    const requestBody = { role: 'owner' as const };
    expect(await box.client.userCollaborations.updateCollaborationById(id, { requestBody })).toBeUndefined();
  },
  'keeps who owned it before as a collaborator': async (box) => {
    const { folderId, made } = await invite(box, { id: box.user.id });
    await box.client.userCollaborations.updateCollaborationById(made.id, { requestBody: { role: 'owner' } });
    const { entries } = await box.client.listCollaborations.getFolderCollaborations(folderId);
    expect(entries!.map(({ role }) => role)).toEqual(['co-owner']);
    await box.client.withAsUserHeader(box.user.id).folders.deleteFolderById(folderId);
  },
  'lets a stranger wait, known by the address of the invitation': async (box) => {
    const who = stranger(box);
    const { id } = (await invite(box, who)).made;
    const found = await box.client.userCollaborations.getCollaborationById(id);
    expect(found).toMatchObject({ status: 'pending', inviteEmail: who.login });
  },
  'changes the role of a stranger who has not answered': async (box) => {
    const { id } = (await invite(box, stranger(box))).made;
    const requestBody = { role: 'viewer' as const };
    expect((await box.client.userCollaborations.updateCollaborationById(id, { requestBody }))?.role).toBe('viewer');
  },
  'takes an invitation back': async (box) => {
    const { id } = (await invite(box, stranger(box))).made;
    await box.client.userCollaborations.deleteCollaborationById(id);
    expect(await refusal(box.client.userCollaborations.getCollaborationById(id))).toBe(404);
  },
});

const LISTS = expectationsOf('listCollaborations.test.ts', {
  'lists the collaborations of a folder': async (box) => {
    const { folderId, made } = await invite(box, { id: box.user.id });
    const { entries } = await box.client.listCollaborations.getFolderCollaborations(folderId);
    expect(entries!.map(({ id }) => id)).toEqual([made.id]);
  },
  'lists the collaborations of a file': async (box) => {
    const id = await box.file();
    const { id: made } = await box.client.userCollaborations.createCollaboration({
      item: { type: 'file', id },
      accessibleBy: { type: 'user', id: box.user.id },
      role: 'editor',
    });
    const { entries } = await box.client.listCollaborations.getFileCollaborations(id);
    expect(entries!.map((each) => each.id)).toEqual([made]);
  },
  'lists the invitations that wait for one’s answer': async (box) => {
    const pending = async () =>
      (await box.client.listCollaborations.getCollaborations({ status: 'pending' })).entries!.map(
        ({ status }) => status,
      );
    const before = await pending();
    const folder = { type: 'createFolder', as: box.user.login, folderId: '0', name: box.fresh('invitation') };
    const [made] = await box.controls.act([folder]);
    await box.controls.act([
      { type: 'collaborate', folderId: made!.itemId, login: box.admin.login, status: 'pending' },
    ]);
    expect(await pending()).toEqual([...before, 'pending']);
  },
  'lets a group collaborate, and lists what it was let into': async (box) => {
    const group = await box.client.groups.createGroup({ name: box.fresh('group') });
    const made = await box.client.userCollaborations.createCollaboration({
      item: { type: 'folder', id: await box.folder() },
      accessibleBy: { type: 'group', id: group.id },
      role: 'editor',
    });
    expect(made).toMatchObject({ type: 'collaboration', role: 'editor' });
    const { entries } = await box.client.listCollaborations.getGroupCollaborations(group.id);
    expect(entries!.map(({ id }) => id)).toEqual([made.id]);
  },
});

/** All of them. */
export const SHARING: readonly Expectation[] = [...FILE_LINKS, ...FOLDER_LINKS, ...COLLABORATIONS, ...LISTS];
