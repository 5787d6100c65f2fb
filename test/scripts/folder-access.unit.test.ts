import { chmod, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closedFolder, requireFolderAccess } from '../../scripts/stack/folder-access.js';

let home: string;
beforeAll(async () => {
  home = await realpath(await mkdtemp(path.join(tmpdir(), 'boxward-access-')));
  await chmod(home, 0o755);
  await mkdir(path.join(home, 'closed', 'checkout', 'bin'), { recursive: true });
  await mkdir(path.join(home, 'open', 'bin'), { recursive: true });
  await chmod(path.join(home, 'closed'), 0o700);
  await symlink(path.join(home, 'closed', 'checkout'), path.join(home, 'open', 'link'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('the path to a folder', () => {
  it('is closed at the first folder that other users may not enter', async () => {
    expect(await closedFolder(path.join(home, 'closed'))).toBe(path.join(home, 'closed'));
    expect(await closedFolder(path.join(home, 'closed', 'checkout', 'bin'))).toBe(path.join(home, 'closed'));
  });

  it('is checked after following links', async () => {
    expect(await closedFolder(path.join(home, 'open', 'link', 'bin'))).toBe(path.join(home, 'closed'));
  });

  it('is open if other users may enter every folder, even without listing it', async () => {
    await chmod(path.join(home, 'open'), 0o711);
    expect(await closedFolder(path.join(home, 'open', 'bin'))).toBeNull();
  });
});

describe('Postgres without access to its programs or its data', () => {
  it('is not started; the error has the folder and the remedy', async () => {
    const closed = path.join(home, 'closed');
    await expect(requireFolderAccess([path.join(home, 'open'), path.join(closed, 'checkout')])).rejects.toThrow(
      `chmod o+x ${closed},`,
    );
    await expect(requireFolderAccess([path.join(home, 'open')])).resolves.toBeUndefined();
  });
});
