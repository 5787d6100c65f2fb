/** The user, folder and files of an enterprise that the rows of the scan aim at. */
import type { Call, Row } from '../rows.js';
import { openEnterprise, type Enterprise } from './enterprise.js';
import { scan } from './scan.js';

/** What the rows aim at. */
export interface Targets {
  readonly userId: string;
  readonly folderId: string;
  /** A file with collaborations of its own, and its folder. */
  readonly shared: { readonly fileId: string; readonly ownerId: string; readonly folderId: string };
  readonly file: { readonly fileId: string; readonly ownerId: string };
  readonly otherFile: { readonly fileId: string; readonly ownerId: string };
}

/** Starts an enterprise that has been scanned once, with a file that somebody outside collaborates on. */
export async function openTargets(): Promise<{ readonly enterprise: Enterprise; readonly targets: Targets }> {
  const enterprise = await openEnterprise({ users: 7, files: 40 });
  const users = (await enterprise.simulator.truthUsers()).filter(
    ({ role, status }) => role === 'user' && status === 'active',
  );
  const userId = users[0]!.userId;
  const [file, otherFile] = await enterprise.simulator.pick('file', `n=2&owner=${userId}`);
  const [folder] = await enterprise.simulator.pick('folder', `n=1&minFiles=1&owner=${userId}`);
  await enterprise.simulator.act([
    { type: 'upload', folderId: folder!.id, name: 'shared.txt', as: userId },
    { type: 'upload', folderId: folder!.id, name: 'plain.txt', as: userId },
  ]);
  const uploaded = (await enterprise.simulator.truthFiles()).filter(({ ownerId }) => ownerId === userId);
  const shared = uploaded.find(({ name }) => name === 'shared.txt')!;
  await enterprise.simulator.act([
    { type: 'collaborate', fileId: shared.fileId, login: 'guest@partner.example', role: 'viewer' },
  ]);
  const targets = {
    userId,
    folderId: folder!.id,
    shared: { fileId: shared.fileId, ownerId: userId, folderId: folder!.id },
    file: { fileId: file!.id, ownerId: file!.ownerId },
    otherFile: { fileId: otherFile!.id, ownerId: otherFile!.ownerId },
  };
  await scan(enterprise);
  return { enterprise, targets };
}

/** Which calls get the answer. */
export function aim({ call, scope }: Row, { userId, folderId, shared, file }: Targets): Record<string, unknown> {
  if (scope === 'all') return ALL[call] ?? {};
  switch (call) {
    case 'root':
      return { route: 'GET /2.0/folders/0/items', userId };
    case 'folder':
      return { itemId: folderId };
    case 'collaborations':
      return { itemId: shared.fileId, route: '/collaborations' };
    default:
      return { itemId: file.fileId, route: 'GET /2.0/files/' };
  }
}
const ALL: Partial<Record<Call, Record<string, unknown>>> = {
  users: { route: 'GET /2.0/users?' },
  root: { asUser: true },
  folder: { route: 'GET /2.0/folders/' },
};
