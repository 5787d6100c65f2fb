/** Where generated folders and files are: a few numbers per folder, none per file. */
import { randomFraction, randomUint32 } from '../../random.js';
import type { SimUser } from '../model.js';

/** Files per folder on average, unless the enterprise is given another number. */
const FILES_PER_FOLDER = 25;
/** An enterprise of this size has one huge folder, of more than two pages of a listing. */
const FILES_FOR_HUGE_FOLDER = 20_000;
/** One more huge folder for each this many files. */
const FILES_PER_HUGE_FOLDER = 250_000;
const HUGE_FOLDER = 2_300;
/** Files of each user of another enterprise. */
const FILES_OF_OTHERS = 12;

/** One owner's part of the layout. Each owner's folders have consecutive numbers, and so have the files. */
export interface OwnerLayout {
  readonly ownerId: string;
  /** Whether items may have collaborations: false for users of other enterprises. */
  readonly isShared: boolean;
  readonly firstFolder: number;
  readonly folders: number;
  /**
   * Folder `j` contains the subfolders `folderStart[j]` to `folderStart[j + 1] - 1`; the root those before
   * `folderStart[0]`.
   */
  readonly folderStart: Uint32Array;
  readonly firstFile: number;
  readonly files: number;
  /** Folder `j` contains the files `fileStart[j]` to `fileStart[j + 1] - 1`; the root is `j = folders`. */
  readonly fileStart: Uint32Array;
}

/** Distributes `files` unevenly among `owners`, and gives each of `others` a few. Folders have `perFolder` files on average. */
export function generateLayouts(
  seed: number,
  files: number,
  owners: readonly SimUser[],
  others: readonly SimUser[],
  perFolder = FILES_PER_FOLDER,
): OwnerLayout[] {
  const weights = owners.map((_, index) => 0.2 + randomFraction(seed, 'weight', index) ** 3 * 3);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const byWeight = owners.map((_, index) => index).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
  const huge = hugeFolders(seed, files).slice(0, owners.length);
  const left = files - huge.reduce((sum, count) => sum + count, 0);
  const counts = weights.map((weight) => Math.floor((left * weight) / total));
  const [heaviest = 0] = byWeight;
  counts[heaviest] = (counts[heaviest] ?? 0) + left - counts.reduce((sum, count) => sum + count, 0);

  let firstFolder = 0;
  let firstFile = 0;
  return [...owners, ...others].map(({ id }, index) => {
    const ordinary = counts[index] ?? FILES_OF_OTHERS;
    const inHuge = huge[byWeight.indexOf(index)] ?? 0;
    const folders = Math.ceil(ordinary / perFolder);
    const layout: OwnerLayout = {
      ownerId: id,
      isShared: index < owners.length,
      firstFolder,
      folders,
      folderStart: generateTree(seed, id, folders),
      firstFile,
      files: ordinary + inHuge,
      fileStart: distributeFiles(seed, id, ordinary, folders, inHuge),
    };
    firstFolder += folders;
    firstFile += layout.files;
    return layout;
  });
}

/** The folder that contains a file, both numbered within the layout; null for the root. */
export function folderOfFile({ fileStart, folders }: OwnerLayout, file: number): number | null {
  const folder = rangeOf(fileStart, file);
  return folder === folders ? null : folder;
}

/** The folder that contains a folder, both numbered within the layout; null for the root. */
export const parentOfFolder = ({ folderStart }: OwnerLayout, folder: number): number | null =>
  folder < (folderStart[0] ?? 0) ? null : rangeOf(folderStart, folder);

/** The folders and files of a folder, numbered within the layout: first, and first after the last. Null is the root. */
export function contentsOf(
  { folderStart, fileStart, folders }: OwnerLayout,
  folder: number | null,
): Record<'folders' | 'files', [number, number]> {
  const fileRange = folder ?? folders;
  return {
    folders:
      folder === null
        ? [0, folderStart[0] ?? 0]
        : [folderStart[folder] ?? 0, folderStart[folder + 1] ?? folderStart[folder] ?? 0],
    files: [fileStart[fileRange] ?? 0, fileStart[fileRange + 1] ?? 0],
  };
}

/** The `j` with `starts[j] <= index < starts[j + 1]`. */
function rangeOf(starts: Uint32Array, index: number): number {
  let [low, high] = [0, starts.length - 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (index < (starts[middle + 1] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** File counts of the huge folders. Each belongs to another one of the owners with the most files. */
function hugeFolders(seed: number, files: number): number[] {
  if (files < FILES_FOR_HUGE_FOLDER) return [];
  const more = Math.floor(files / FILES_PER_HUGE_FOLDER);
  // Up to 12,000: beyond the offset of 10,000 at which Box's paging by offset ends.
  return [
    HUGE_FOLDER,
    ...Array.from({ length: more }, (_, number) => 3_000 + (randomUint32(seed, 'huge', number) % 9_000)),
  ];
}

/** The number of subfolders of a folder: most have none, few have many. */
function subfolderCount(seed: number, ownerId: string, folder: number): number {
  const kind = randomFraction(seed, 'width', ownerId, folder);
  const width = randomUint32(seed, 'subfolders', ownerId, folder);
  if (kind < 0.55) return 0;
  if (kind < 0.85) return 1 + (width % 3);
  return kind < 0.98 ? 4 + (width % 5) : 9 + (width % 22);
}

/** Where the subfolders of each folder start, as running sums, breadth first. */
function generateTree(seed: number, ownerId: string, folders: number): Uint32Array {
  const starts = new Uint32Array(folders + 1);
  let next = Math.min(folders, Math.max(3, Math.ceil(Math.sqrt(folders))));
  starts[0] = next;
  for (let folder = 0; folder < folders; folder += 1) {
    // The last folder placed so far needs a subfolder while folders are left.
    const least = next === folder + 1 ? 1 : 0;
    next = Math.min(next + Math.max(subfolderCount(seed, ownerId, folder), least), folders);
    starts[folder + 1] = next;
  }
  return starts;
}

/** Where the files of each folder and, last, of the root start, as running sums. The first folder has `huge` more. */
function distributeFiles(seed: number, ownerId: string, files: number, folders: number, huge: number): Uint32Array {
  const weights = Float64Array.from({ length: folders + 1 }, (_, index) =>
    randomFraction(seed, 'empty', ownerId, index) < 0.05
      ? 0
      : (-Math.log(1 - randomFraction(seed, 'fill', ownerId, index))) ** 1.5,
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  const starts = new Uint32Array(folders + 2);
  let sum = 0;
  for (let index = 0; index <= folders; index += 1) {
    starts[index] = Math.min(Math.round(sum), files) + (index > 0 ? huge : 0);
    sum += (files * (weights[index] ?? 0)) / total;
  }
  starts[folders + 1] = files + huge;
  return starts;
}
