/**
 * An enterprise drawn from a seed. Nothing is kept per file: an id says whose file it is and where it lies, and every
 * property is drawn when it is asked for. What is kept is some numbers per folder.
 */
import { drawTemplate, sizeOf } from './content/index.js';
import type { SimEnterprise, SimItem, SimUser } from './model.js';
import { fileName, folderName, personName } from './names.js';
import { draw, unit } from './random.js';
import { drawCollaborations, drawLink, isCollaborated } from './sharing.js';

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
  /** The ids of all items that were drawn with collaborations of their own. */
  collaboratedIds(): Iterable<string>;
}

export const ACME: SimEnterprise = { id: '1234567', name: 'Acme' };
export const OTHER: SimEnterprise = { id: '7654321', name: 'Other Enterprise' };

/** Files per folder on average; at most this many subfolders per folder, and this share of them at the top. */
const FILES_PER_FOLDER = 25;
const FAN_OUT = 4;
/** From this many files on, one folder holds more than two pages of a listing. */
const FILES_FOR_HUGE_FOLDER = 20_000;
const HUGE_FOLDER = 2_300;
/** What each user of the other enterprise owns: enough to be told apart by. */
const FILES_OF_OTHERS = 12;
/** Where ids begin, by kind: they never meet. */
const FIRST_USER = 10_000_000;
const FIRST_FOLDER = 200_000_000_000;
const FIRST_FILE = 900_000_000_000;
const YEAR_MS = 365 * 24 * 3_600_000;

/** One user's part of the layout; files of folder `j` are `fileStart[j]` up to `fileStart[j + 1]`, the root's come last. */
interface Share {
  readonly ownerId: string;
  /** Nothing crosses the border to the other enterprise. */
  readonly isShared: boolean;
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
  const managed = users.filter(({ enterprise }) => enterprise === ACME);

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
    const share = shareOfFolder(index);
    if (!share) return undefined;
    const local = index - share.firstFolder;
    const parent = local < share.topFolders ? null : Math.floor((local - share.topFolders) / FAN_OUT);
    const parentId = parent === null ? '0' : String(FIRST_FOLDER + share.firstFolder + parent);
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
    const share = locate(index, ({ firstFile }) => firstFile, fileCount);
    if (!share) return undefined;
    const local = folderOfFile(share, index - share.firstFile);
    const parentId = local === null ? '0' : String(FIRST_FOLDER + share.firstFolder + local);
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

  function* collaboratedIds(): Iterable<string> {
    for (const type of ['folder', 'file'] as const) {
      for (const id of allIds(type)) if (isCollaborated(seed, id, type)) yield id;
    }
  }

  return { users, item, children, allIds, collaboratedIds };
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
  const portions = (count: number) => weights.map((weight) => Math.floor((count * weight) / total));
  const largest = Math.max(...portions(files));
  const heaviest = portions(files).indexOf(largest);
  const isLarge = files >= FILES_FOR_HUGE_FOLDER;
  // Where many users leave nobody enough files to fill a huge folder, it is set aside first.
  const counts = portions(isLarge && largest <= 1_500 ? files - HUGE_FOLDER - 100 : files);
  const rest = files - counts.reduce((sum, count) => sum + count, 0);
  counts[heaviest] = (counts[heaviest] ?? 0) + rest;
  const others = users.filter(({ enterprise }) => enterprise === OTHER);

  let firstFolder = 0;
  let firstFile = 0;
  return [...owners, ...others].map(({ id, enterprise }, index) => {
    const count = counts[index] ?? FILES_OF_OTHERS;
    const folders = Math.ceil(count / FILES_PER_FOLDER);
    const hasHugeFolder = isLarge && index === heaviest && count > 1_500;
    const share: Share = {
      ownerId: id,
      isShared: enterprise === ACME,
      firstFolder,
      folders,
      topFolders: Math.max(Math.ceil(folders / 8), Math.min(folders, 3)),
      firstFile,
      fileStart: spread(seed, id, count, folders, hasHugeFolder ? Math.min(count - 100, HUGE_FOLDER) : 0),
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
