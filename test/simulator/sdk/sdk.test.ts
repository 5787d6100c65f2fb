import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APP, authorizeUrl, freshCode } from '../support/api.js';
import { startSdkEnterprise, type SdkEnterprise } from '../support/sdk-enterprise.js';
import { refusal, signInWithSdk } from '../support/sdk.js';

let box: SdkEnterprise;
beforeAll(async () => {
  box = await startSdkEnterprise({ users: 12, files: 600 });
});
afterAll(() => box.close());

describe("Box's SDK, signing in", () => {
  it('exchanges a code for tokens of the user who consented', async () => {
    const { client } = await signInWithSdk(box.url, box.user.login);
    expect((await client.users.getUserMe()).login).toBe(box.user.login);
  });

  it('is refused a used code', async () => {
    const { auth, session } = await signInWithSdk(box.url);
    const code = await freshCode(box.url);
    await auth.getTokensAuthorizationCodeGrant(code, session);
    expect(await refusal(auth.getTokensAuthorizationCodeGrant(code, session))).toBe(400);
  });

  it('refreshes an expired access token and repeats the call', async () => {
    const { client, auth } = await signInWithSdk(box.url);
    const before = await auth.retrieveToken();
    await box.controls.fault({ kind: 'expireAccessTokens' });
    expect((await client.users.getUserMe()).id).toBe(box.admin.id);
    const after = await auth.retrieveToken();
    expect(after.accessToken).not.toBe(before.accessToken);
    expect(after.refreshToken).not.toBe(before.refreshToken);
  });

  it('is refused a used refresh token', async () => {
    const { auth, session } = await signInWithSdk(box.url);
    const used = await auth.retrieveToken();
    await auth.refreshToken(session);
    await auth.tokenStorage.store(used);
    expect(await refusal(auth.refreshToken(session))).toBe(400);
  });

  it('is refused after it revokes its tokens', async () => {
    const { client, auth, session } = await signInWithSdk(box.url);
    const revoked = await auth.retrieveToken();
    await auth.revokeToken(session);
    await auth.tokenStorage.store(revoked);
    expect(await refusal(client.users.getUserMe())).toBe(400);
  });

  it('builds the same consent URL as the tests', async () => {
    const { auth } = await signInWithSdk(box.url);
    const options = { redirectUri: APP.redirectUri, state: 's' };
    const [ofSdk, ofTests] = [new URL(auth.getAuthorizeUrl(options)), new URL(authorizeUrl(box.url))];
    ofSdk.searchParams.sort();
    ofTests.searchParams.sort();
    expect(ofTests.search).toBe(ofSdk.search);
    expect(ofTests.pathname).toBe(ofSdk.pathname);
  });
});

describe("Box's SDK, listing", () => {
  it('lists every user, the same by marker and by offset', async () => {
    const byMarker: string[] = [];
    for (let marker: string | undefined = ''; marker !== undefined;) {
      const page = await box.client.users.getUsers({ usemarker: true, limit: 5, ...(marker ? { marker } : {}) });
      byMarker.push(...page.entries!.map(({ id }) => id));
      marker = page.nextMarker ? page.nextMarker : undefined;
    }
    const byOffset: string[] = [];
    for (let offset = 0, total = 1; offset < total; offset += 5) {
      const page = await box.client.users.getUsers({ limit: 5, offset });
      total = page.totalCount!;
      byOffset.push(...page.entries!.map(({ id }) => id));
    }
    expect(byMarker).toEqual(byOffset);
    expect(new Set(byMarker).size).toBe((await box.controls.truthUsers()).length);
  });

  it('lists every item of a folder, the same by marker and by offset', async () => {
    const id = await box.createFolder();
    const names = Array.from({ length: 7 }, (_, i) => `page ${i}.txt`);
    await box.controls.act(names.map((name) => ({ type: 'upload', folderId: id, name })));
    const list = (queryParams: object) => box.client.folders.getFolderItems(id, { queryParams });
    const byMarker: string[] = [];
    for (let marker: string | undefined = ''; marker !== undefined;) {
      const page = await list({ usemarker: true, limit: 3, ...(marker ? { marker } : {}) });
      byMarker.push(...page.entries!.map(({ name }) => name!));
      marker = page.nextMarker ?? undefined;
    }
    const byOffset: string[] = [];
    for (const offset of [0, 3, 6])
      byOffset.push(...(await list({ limit: 3, offset })).entries!.map(({ name }) => name!));
    expect([...byMarker].sort()).toEqual(names);
    expect(byOffset).toEqual(byMarker);
  });

  it('lists the folders of a managed user as that user', async () => {
    const asUser = box.client.withAsUserHeader(box.user.id);
    expect((await asUser.users.getUserMe()).id).toBe(box.user.id);
    const { entries } = await asUser.folders.getFolderItems('0', { queryParams: { fields: ['owned_by'] } });
    expect(entries!.length).toBeGreaterThan(0);
    expect(await refusal(box.client.withAsUserHeader(box.admin.id).users.getUserMe())).toBe(403);
  });
});

describe("Box's SDK, with folders and files", () => {
  it('creates, renames, moves, copies and deletes a folder', async () => {
    const { folders } = box.client;
    const created = await folders.createFolder({ name: box.uniqueName('created'), parent: { id: '0' } });
    const target = await box.createFolder();
    const moved = await folders.updateFolderById(created.id, {
      requestBody: { name: 'moved', parent: { id: target } },
    });
    expect(moved.parent?.id).toBe(target);
    const copy = await folders.copyFolder(created.id, { parent: { id: '0' }, name: box.uniqueName('copy') });
    expect(copy.id).not.toBe(created.id);
    await folders.deleteFolderById(copy.id);
    expect((await folders.getFolderItems(target)).entries!.map(({ name }) => name)).toEqual(['moved']);
  });

  it('renames, moves, copies and deletes a file, as the truth shows', async () => {
    const { files } = box.client;
    const [id, target] = [await box.createFile(), await box.createFolder()];
    await files.updateFileById(id, { requestBody: { name: 'moved.txt', parent: { id: target } } });
    const truth = async (fileId: string) =>
      (await box.controls.truthFiles()).find((file) => file.fileId === fileId)?.path;
    expect(await truth(id)).toMatch(/^\/folder \d+\/moved\.txt$/);
    const copy = await files.copyFile(id, { parent: { id: target }, name: 'copy.txt' });
    expect(await truth(copy.id)).toMatch(/\/copy\.txt$/);
    await files.deleteFileById(id);
    expect(await truth(id)).toBeUndefined();
  });

  it('is refused a second item of the same name in a folder', async () => {
    const name = box.uniqueName('twice');
    await box.client.folders.createFolder({ name, parent: { id: '0' } });
    expect(await refusal(box.client.folders.createFolder({ name, parent: { id: '0' } }))).toBe(409);
  });
});

describe("Box's SDK, with the trash", () => {
  it('finds a deleted file, restores it, and gets 404 after a purge', async () => {
    const { files, trashedFiles, trashedItems } = box.client;
    const id = await box.createFile();
    await files.deleteFileById(id);
    expect((await files.getFileById(id)).itemStatus).toBe('trashed');
    expect((await trashedItems.getTrashedItems({ limit: 1000 })).entries!.map((item) => item.id)).toContain(id);
    expect((await trashedFiles.restoreFileFromTrash(id)).itemStatus).toBe('active');
    expect(await refusal(trashedFiles.getTrashedFileById(id))).toBe(404);
    await files.deleteFileById(id);
    await trashedFiles.deleteTrashedFileById(id);
    expect(await refusal(files.getFileById(id))).toBe(404);
  });
});

describe("Box's SDK, sharing", () => {
  const fields = 'shared_link';

  it('creates a shared link, opens it with its password, changes and removes it', async () => {
    const { sharedLinksFiles } = box.client;
    const id = await box.createFile();
    const password = 'Secret123@';
    const created = await sharedLinksFiles.addShareLinkToFile(
      id,
      { sharedLink: { access: 'open', password } },
      { fields },
    );
    expect(created.sharedLink).toMatchObject({ access: 'open', isPasswordEnabled: true });
    const open = (given: string) =>
      sharedLinksFiles.findFileForSharedLink(
        {},
        { boxapi: `shared_link=${created.sharedLink!.url}&shared_link_password=${given}` },
      );
    expect((await open(password)).id).toBe(id);
    expect(await refusal(open('wrong'))).toBe(403);
    const changed = await sharedLinksFiles.updateSharedLinkOnFile(
      id,
      { sharedLink: { access: 'collaborators' } },
      { fields },
    );
    expect(changed.sharedLink?.access).toBe('collaborators');
    await sharedLinksFiles.removeSharedLinkFromFile(id, { sharedLink: null }, { fields });
    expect((await sharedLinksFiles.getSharedLinkForFile(id, { fields })).sharedLink).toBeFalsy();
  });

  it('invites, changes and removes a collaborator, who has access in between', async () => {
    const { userCollaborations } = box.client;
    const id = await box.createFolder();
    const foldersAsUser = box.client.withAsUserHeader(box.user.id).folders;
    expect(await refusal(foldersAsUser.getFolderById(id))).toBe(404);
    const created = await userCollaborations.createCollaboration({
      item: { type: 'folder', id },
      accessibleBy: { type: 'user', id: box.user.id },
      role: 'editor',
    });
    expect((await foldersAsUser.getFolderById(id)).id).toBe(id);
    const changed = await userCollaborations.updateCollaborationById(created.id, { requestBody: { role: 'viewer' } });
    expect(changed?.role).toBe('viewer');
    await userCollaborations.deleteCollaborationById(created.id);
    expect(await refusal(foldersAsUser.getFolderById(id))).toBe(404);
  });

  it('shares a folder with a group, whose members get access', async () => {
    const { groups, memberships, userCollaborations } = box.client;
    const group = await groups.createGroup({ name: box.uniqueName('group') });
    await memberships.createGroupMembership({ user: { id: box.user.id }, group: { id: group.id } });
    const id = await box.createFolder();
    await userCollaborations.createCollaboration({
      item: { type: 'folder', id },
      accessibleBy: { type: 'group', id: group.id },
      role: 'viewer',
    });
    expect((await box.client.withAsUserHeader(box.user.id).folders.getFolderById(id)).id).toBe(id);
    await groups.deleteGroupById(group.id);
    expect(await refusal(box.client.withAsUserHeader(box.user.id).folders.getFolderById(id))).toBe(404);
  });
});

describe("Box's SDK, with users", () => {
  it('creates, renames, suspends and deletes a user', async () => {
    const { users } = box.client;
    const created = await users.createUser({
      name: 'New',
      login: `${box.uniqueName('new').replace(' ', '')}@acme.example`,
    });
    expect((await users.getUserById(created.id)).login).toBe(created.login);
    const changed = await users.updateUserById(created.id, { requestBody: { name: 'Renamed', status: 'inactive' } });
    expect(changed).toMatchObject({ name: 'Renamed', status: 'inactive' });
    await users.deleteUserById(created.id);
    expect(await refusal(users.getUserById(created.id))).toBe(404);
  });
});
