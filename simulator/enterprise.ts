/**
 * An enterprise drawn from a seed. Nothing is kept per file: an id says whose file it is and where it lies, and every
 * property is drawn when it is asked for. What is kept is some numbers per folder.
 */
import type { SimCollaboration, SimEnterprise, SimItem, SimLink, SimUser } from './model.js';
import { fileName, folderName, personName } from './names.js';
import { draw, unit } from './random.js';

/** How large an enterprise is, and from what seed. */
export interface EnterpriseSize {
  readonly seed: number;
  readonly users: number;
  readonly files: number;
  /** Epoch milliseconds: nothing was created after this. */
  readonly startedAt: number;
}

/** The enterprise as it was drawn; `World` holds what happened to it since. */
export interface Enterprise {
  readonly users: readonly SimUser[];
  /** The item of an id as it was drawn; undefined when none was. */
  item(id: string): SimItem | undefined;
  /** The ids drawn into a folder, folders first; `ownerId` says whose root '0' is. */
  children(ownerId: string, folderId: string): string[];
  /** All folders' ids, or all files'. */
  allIds(type: 'file' | 'folder'): Iterable<string>;
}

export const ACME: SimEnterprise = { id: '1234567', name: 'Acme' };
export const OTHER: SimEnterprise = { id: '7654321', name: 'Other Enterprise' };
export const GROUP = { type: 'group', id: '555001', login: '', name: 'Everybody in Finance' } as const;

/** Files per folder on average; at most this many subfolders per folder, and this share of them at the top. */
const FILES_PER_FOLDER = 25;
const FAN_OUT = 4;
/** Where ids begin, by kind: they never meet. */
const FIRST_USER = 10_000_000;
const FIRST_FOLDER = 200_000_000_000;
const FIRST_FILE = 900_000_000_000;
const YEAR_MS = 365 * 24 * 3_600_000;

/** One user's part of the layout; files of folder `j` are `fileStart[j]` up to `fileStart[j + 1]`, the root's come last. */
interface Share {
  readonly ownerId: string;
  readonly firstFolder: number;
  readonly folders: number;
  readonly topFolders: number;
  readonly firstFile: number;
  readonly fileStart: Uint32Array;
}

/** Draws an enterprise. A million files take some megabytes. */
export function drawEnterprise(size: EnterpriseSize): Enterprise {
  const { seed } = size;
  const users = drawUsers(size);
  const shares = drawShares(size, users);
  const shareOf = new Map(shares.map((share) => [share.ownerId, share]));

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
    if (index < 0) return undefined;
    const share = locate(
      index,
      ({ firstFolder }) => firstFolder,
      ({ folders }) => folders,
    );
    if (!share) return undefined;
    const local = index - share.firstFolder;
    const parent = local < share.topFolders ? null : Math.floor((local - share.topFolders) / FAN_OUT);
    const parentId = parent === null ? '0' : String(FIRST_FOLDER + share.firstFolder + parent);
    return { ...common(id, share.ownerId, parentId), type: 'folder', name: folderName(seed, id), size: 0 };
  }

  function file(id: string, index: number): SimItem | undefined {
    const share = locate(index, ({ firstFile }) => firstFile, fileCount);
    if (!share) return undefined;
    const local = folderOfFile(share, index - share.firstFile);
    const parentId = local === null ? '0' : String(FIRST_FOLDER + share.firstFolder + local);
    const bytes = Math.floor(1_000 * 10 ** (unit(seed, 'size', id) * 5));
    return { ...common(id, share.ownerId, parentId), type: 'file', name: fileName(seed, id), size: bytes };
  }

  function common(id: string, ownerId: string, parentId: string) {
    const age = unit(seed, 'age', id) * 3 * YEAR_MS;
    const createdAt = wholeSecond(size.startedAt - 31 * 24 * 3_600_000 - age);
    const isFolder = Number(id) < FIRST_FILE;
    return {
      id,
      parentId,
      ownerId,
      createdAt,
      modifiedAt: wholeSecond(createdAt + unit(seed, 'touched', id) * (size.startedAt - 3_600_000 - createdAt)),
      version: 1,
      etag: draw(seed, 'etag', id) % 5,
      link: drawLink(seed, id),
      collaborations: drawCollaborations(seed, id, ownerId, isFolder ? 0.04 : 0.01, users, createdAt),
      status: 'active' as const,
      locked: false,
    };
  }

  function children(ownerId: string, folderId: string): string[] {
    const share = shareOf.get(ownerId);
    if (!share) return [];
    const local = folderId === '0' ? null : Number(folderId) - FIRST_FOLDER - share.firstFolder;
    if (local !== null && !(local >= 0 && local < share.folders)) return [];
    const from = local === null ? 0 : share.topFolders + local * FAN_OUT;
    const to = local === null ? share.topFolders : Math.min(from + FAN_OUT, share.folders);
    const bucket = local ?? share.folders;
    const fileFrom = share.fileStart[bucket] ?? 0;
    const fileTo = share.fileStart[bucket + 1] ?? 0;
    return [
      ...range(from, to).map((index) => String(FIRST_FOLDER + share.firstFolder + index)),
      ...range(fileFrom, fileTo).map((index) => String(FIRST_FILE + share.firstFile + index)),
    ];
  }

  function* allIds(type: 'file' | 'folder'): Iterable<string> {
    for (const share of shares) {
      const [first, count] =
        type === 'file'
          ? [FIRST_FILE + share.firstFile, fileCount(share)]
          : [FIRST_FOLDER + share.firstFolder, share.folders];
      for (let index = 0; index < count; index += 1) yield String(first + index);
    }
  }

  return { users, item, children, allIds };
}

const wholeSecond = (ms: number): number => Math.floor(ms / 1000) * 1000;
const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(to - from, 0) }, (_, i) => from + i);
const fileCount = ({ fileStart }: Share): number => fileStart[fileStart.length - 1] ?? 0;

/** The folder that a file lies in; null for the root. */
function folderOfFile(share: Share, local: number): number | null {
  let [low, high] = [0, share.folders];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (local < (share.fileStart[middle + 1] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low === share.folders ? null : low;
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

/** Files are spread unevenly: some users own ten times what others do, and one folder is larger than a page. */
function drawShares({ seed, files }: EnterpriseSize, users: readonly SimUser[]): Share[] {
  const owners = users.filter(({ status, enterprise }) => status === 'active' && enterprise === ACME);
  const weights = owners.map((_, index) => 0.2 + unit(seed, 'weight', index) ** 3 * 3);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const counts = weights.map((weight) => Math.floor((files * weight) / total));
  const rest = files - counts.reduce((sum, count) => sum + count, 0);
  const heaviest = counts.indexOf(Math.max(...counts));
  counts[heaviest] = (counts[heaviest] ?? 0) + rest;

  let firstFolder = 0;
  let firstFile = 0;
  return owners.map(({ id }, index) => {
    const count = counts[index] ?? 0;
    const folders = Math.ceil(count / FILES_PER_FOLDER);
    const hasHugeFolder = files >= 20_000 && index === heaviest && count > 1_500;
    const share: Share = {
      ownerId: id,
      firstFolder,
      folders,
      topFolders: Math.max(Math.ceil(folders / 8), Math.min(folders, 3)),
      firstFile,
      fileStart: spread(seed, id, count, folders, hasHugeFolder ? Math.min(count - 100, 2_300) : 0),
    };
    firstFolder += folders;
    firstFile += count;
    return share;
  });
}

/** How many files lie in each folder and, last, in the root: as running sums. */
function spread(seed: number, ownerId: string, files: number, folders: number, huge: number): Uint32Array {
  const weights = range(0, folders + 1).map((index) =>
    unit(seed, 'empty', ownerId, index) < 0.05 ? 0 : 0.1 + unit(seed, 'fill', ownerId, index),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const starts = new Uint32Array(folders + 2);
  let sum = 0;
  for (let index = 0; index <= folders; index += 1) {
    starts[index] = Math.min(Math.round(sum) + (index > 0 ? huge : 0), files);
    sum += ((files - huge) * (weights[index] ?? 0)) / total;
  }
  starts[folders + 1] = files;
  return starts;
}

/** Three items in a hundred carry a link of their own. */
function drawLink(seed: number, id: string): SimLink | null {
  if (unit(seed, 'link', id) >= 0.03) return null;
  const access = (['open', 'company', 'collaborators'] as const)[draw(seed, 'access', id) % 3] ?? 'open';
  return { url: linkUrl(id, 0), access, password: access === 'open' && unit(seed, 'password', id) < 0.3 };
}

/** The address of an item's link; a new link is a new address. */
export const linkUrl = (id: string, turn: number): string =>
  `https://acme.box.example/s/${id}${turn === 0 ? '' : `-${turn}`}`;

/** Whom an item was shared with: people of the house, of partners, or a group; some have not answered yet. */
function drawCollaborations(
  seed: number,
  id: string,
  ownerId: string,
  share: number,
  users: readonly SimUser[],
  createdAt: number,
): SimCollaboration[] {
  if (unit(seed, 'collaborated', id) >= share) return [];
  const count = 1 + (draw(seed, 'collaborators', id) % 3);
  const managed = users.filter(({ enterprise, id: userId }) => enterprise === ACME && userId !== ownerId);
  return range(0, count).map((turn): SimCollaboration => {
    const kind = unit(seed, 'party', id, turn);
    const user = managed[draw(seed, 'user', id, turn) % Math.max(managed.length, 1)];
    const guest = 1 + (draw(seed, 'guest', id, turn) % 20);
    const party =
      kind < 0.1
        ? GROUP
        : kind < 0.65 && user
          ? ({ type: 'user', id: user.id, login: user.login, name: user.name } as const)
          : ({
              type: 'user',
              id: `3000${guest}`,
              login: `guest${guest}@partner.example`,
              name: `Guest ${guest}`,
            } as const);
    const isPending = unit(seed, 'pending', id, turn) < 0.15;
    return {
      id: `7${id}${turn}`,
      party,
      role: turn === 0 ? 'editor' : 'viewer',
      status: isPending ? 'pending' : 'accepted',
      createdAt,
    };
  });
}
