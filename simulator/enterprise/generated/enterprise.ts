/**
 * An enterprise drawn from a seed. Nothing is kept per file: an id says whose file it is and where it lies, and every
 * property is drawn when it is asked for. What is kept is some numbers per folder.
 */
import { drawTemplate, sizeOf } from '../content/index.js';
import { drawShares, folderOfFile, parentOfFolder, type Share } from './layout.js';
import type { SimEnterprise, SimItem, SimUser } from '../model.js';
import { wholeSecond } from '../../time/clock.js';
import { fileName, folderName, personName } from './names.js';
import { draw, unit } from '../../random.js';
import { drawCollaborations, drawLink, isCollaborated } from './sharing.js';

/** How large an enterprise is, and from what seed. */
export interface EnterpriseSize {
  readonly seed: number;
  readonly users: number;
  readonly files: number;
  /** Epoch milliseconds: nothing was created after this. */
  readonly startedAt: number;
}

/** A folder, or a user's root as '0', and how many were drawn into it. */
export interface Place {
  readonly ownerId: string;
  readonly folderId: string;
  readonly folders: number;
  readonly files: number;
}

/** The enterprise as it was drawn; `World` holds what happened to it since. */
export interface Enterprise {
  readonly users: readonly SimUser[];
  /** The item of an id as it was drawn, a new object each time; undefined when none was. */
  item(id: string): SimItem | undefined;
  /** The ids drawn into a folder, folders first; `ownerId` says whose root '0' is. */
  children(ownerId: string, folderId: string): string[];
  /** All folders' ids, or all files'. */
  allIds(type: 'file' | 'folder'): Iterable<string>;
  /** All roots and folders. */
  places(): Iterable<Place>;
  /** The ids of all items that were drawn with collaborations of their own: looked for once. */
  collaboratedIds(): readonly string[];
}

/** The enterprise that the simulator is about. */
export const ACME: SimEnterprise = { id: '1234567', name: 'Acme' };
/** An enterprise that it has nothing to do with, for what must not cross a border. */
export const OTHER: SimEnterprise = { id: '7654321', name: 'Other Enterprise' };

/** Where ids begin, by kind: they never meet. */
const FIRST_USER = 10_000_000;
const FIRST_FOLDER = 200_000_000_000;
const FIRST_FILE = 900_000_000_000;
const YEAR_MS = 365 * 24 * 3_600_000;

/** Draws an enterprise. A million files take some megabytes. */
export function drawEnterprise(size: EnterpriseSize): Enterprise {
  const { seed } = size;
  const users = drawUsers(size);
  const managed = users.filter(({ enterprise }) => enterprise === ACME);
  const shares = drawShares(
    seed,
    size.files,
    managed.filter(({ status }) => status === 'active'),
    users.filter(({ enterprise }) => enterprise === OTHER),
  );
  const shareOf = new Map(shares.map((share) => [share.ownerId, share]));
  let collaborated: readonly string[] | undefined;

  function locate(index: number, first: (share: Share) => number, count: (share: Share) => number): Share | undefined {
    let [low, high] = [0, shares.length - 1];
    while (low <= high) {
      const middle = (low + high) >> 1;
      const share = shares[middle];
      if (!share) return undefined;
      if (index < first(share)) high = middle - 1;
      else if (index >= first(share) + count(share)) low = middle + 1;
      else return share;
    }
    return undefined;
  }

  function item(id: string): SimItem | undefined {
    const number = Number(id);
    if (!Number.isSafeInteger(number) || String(number) !== id) return undefined;
    return number >= FIRST_FILE ? file(id, number - FIRST_FILE) : folder(id, number - FIRST_FOLDER);
  }

  function folder(id: string, index: number): SimItem | undefined {
    const share = shareOfFolder(index);
    if (!share) return undefined;
    const parentId = folderIdOf(share, parentOfFolder(share, index - share.firstFolder));
    return {
      ...common(id, share, 'folder', parentId),
      type: 'folder',
      name: folderName(seed, id),
      template: '',
      size: 0,
    };
  }

  const shareOfFolder = (index: number): Share | undefined =>
    locate(
      index,
      ({ firstFolder }) => firstFolder,
      ({ folders }) => folders,
    );

  function file(id: string, index: number): SimItem | undefined {
    const share = locate(
      index,
      ({ firstFile }) => firstFile,
      ({ files }) => files,
    );
    if (!share) return undefined;
    const parentId = folderIdOf(share, folderOfFile(share, index - share.firstFile));
    const name = fileName(seed, id);
    const template = drawTemplate(seed, id, name);
    const bytes = sizeOf(seed, { id, template, version: 1 });
    return { ...common(id, share, 'file', parentId), type: 'file', name, template, size: bytes };
  }

  function common(id: string, { ownerId, isShared }: Share, type: 'file' | 'folder', parentId: string) {
    const age = unit(seed, 'age', id) * 3 * YEAR_MS;
    const createdAt = wholeSecond(size.startedAt - 31 * 24 * 3_600_000 - age);
    return {
      id,
      parentId,
      ownerId,
      createdAt,
      modifiedAt: wholeSecond(createdAt + unit(seed, 'touched', id) * (size.startedAt - 3_600_000 - createdAt)),
      version: 1,
      etag: draw(seed, 'etag', id) % 5,
      link: drawLink(seed, id),
      collaborations:
        isShared && isCollaborated(seed, id, type) ? drawCollaborations(seed, id, ownerId, managed, createdAt) : [],
      status: 'active' as const,
      lock: null,
    };
  }

  function children(ownerId: string, folderId: string): string[] {
    // A folder keeps its place in the layout, whoever owns it by now.
    const share = folderId === '0' ? shareOf.get(ownerId) : shareOfFolder(Number(folderId) - FIRST_FOLDER);
    if (!share) return [];
    const local = folderId === '0' ? null : Number(folderId) - FIRST_FOLDER - share.firstFolder;
    const { folders, files } = rangesOf(share, local);
    return [
      ...range(...folders).map((index) => String(FIRST_FOLDER + share.firstFolder + index)),
      ...range(...files).map((index) => String(FIRST_FILE + share.firstFile + index)),
    ];
  }

  function* allIds(type: 'file' | 'folder'): Iterable<string> {
    for (const share of shares) {
      const [first, count] =
        type === 'file'
          ? [FIRST_FILE + share.firstFile, share.files]
          : [FIRST_FOLDER + share.firstFolder, share.folders];
      for (let index = 0; index < count; index += 1) yield String(first + index);
    }
  }

  function* places(): Iterable<Place> {
    for (const share of shares) {
      for (const local of [null, ...range(0, share.folders)]) {
        const { folders, files } = rangesOf(share, local);
        const counts = { folders: folders[1] - folders[0], files: files[1] - files[0] };
        yield { ownerId: share.ownerId, folderId: folderIdOf(share, local), ...counts };
      }
    }
  }

  function* collaboratedOf(type: 'file' | 'folder'): Iterable<string> {
    for (const id of allIds(type)) if (isCollaborated(seed, id, type)) yield id;
  }

  function collaboratedIds(): readonly string[] {
    collaborated ??= [...collaboratedOf('folder'), ...collaboratedOf('file')];
    return collaborated;
  }

  return { users, item, children, allIds, places, collaboratedIds };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** A folder's id, by its number in the share; null is the root. */
const folderIdOf = ({ firstFolder }: Share, local: number | null): string =>
  local === null ? '0' : String(FIRST_FOLDER + firstFolder + local);

/** Which of the share's folders and files lie in a folder: from, and up to. */
function rangesOf(
  { folderStart, fileStart, folders }: Share,
  local: number | null,
): Record<'folders' | 'files', [number, number]> {
  const bucket = local ?? folders;
  return {
    folders:
      local === null
        ? [0, folderStart[0] ?? 0]
        : [folderStart[local] ?? 0, folderStart[local + 1] ?? folderStart[local] ?? 0],
    files: [fileStart[bucket] ?? 0, fileStart[bucket + 1] ?? 0],
  };
}

/** The first user is the Admin, the next two are Co-Admins; of thirty or more, three in a hundred are deactivated. */
function drawUsers({ seed, users, startedAt }: EnterpriseSize): SimUser[] {
  const titled = ['admin', 'coadmin', 'coadmin2'];
  const members = range(0, Math.max(users, 1)).map((index): SimUser => {
    const name = personName(seed, index);
    const login = titled[index] ?? `${name.toLowerCase().replace(' ', '.')}.${index}`;
    const isInactive = users >= 30 && index > 5 && unit(seed, 'inactive', index) < 0.03;
    return {
      id: String(FIRST_USER + index),
      login: `${login}@acme.example`,
      name,
      role: index === 0 ? 'admin' : index <= 2 ? 'coadmin' : 'user',
      status: isInactive ? 'inactive' : 'active',
      enterprise: ACME,
      createdAt: wholeSecond(startedAt - YEAR_MS),
    };
  });
  const others = ['admin', 'someone'].map((login, index): SimUser => ({
    id: String(FIRST_USER + 9_000_000 + index),
    login: `${login}@other-enterprise.example`,
    name: `Other ${login}`,
    role: index === 0 ? 'admin' : 'user',
    status: 'active',
    enterprise: OTHER,
    createdAt: wholeSecond(startedAt - YEAR_MS),
  }));
  return [...members, ...others];
}
