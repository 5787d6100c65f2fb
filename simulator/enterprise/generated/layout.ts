/** Where folders and files lie when an enterprise is drawn: some numbers per folder, nothing per file. */
import type { SimUser } from '../model.js';
import { draw, unit } from '../../random.js';

/** Files per folder on average. */
const FILES_PER_FOLDER = 25;
/** From this many files on, one folder holds more than two pages of a listing; and one more for each so many files. */
const FILES_FOR_HUGE_FOLDER = 20_000;
const FILES_PER_HUGE_FOLDER = 250_000;
const HUGE_FOLDER = 2_300;
/** What each user of another enterprise owns: enough to be told apart by. */
const FILES_OF_OTHERS = 12;

/** One user's part of the layout: folders and files are numbered through, each user's in a row. */
export interface Share {
  readonly ownerId: string;
  /** Nothing crosses the border to another enterprise. */
  readonly isShared: boolean;
  readonly firstFolder: number;
  readonly folders: number;
  /** The subfolders of folder `j` are `folderStart[j]` up to `folderStart[j + 1]`; those before `folderStart[0]` lie in the root. */
  readonly folderStart: Uint32Array;
  readonly firstFile: number;
  readonly files: number;
  /** The files of folder `j` are `fileStart[j]` up to `fileStart[j + 1]`; the root's come last, as `j = folders`. */
  readonly fileStart: Uint32Array;
}

/** Shares out `files` among `owners`, unevenly, and gives each of `others` a few of their own. */
export function drawShares(
  seed: number,
  files: number,
  owners: readonly SimUser[],
  others: readonly SimUser[],
): Share[] {
  const weights = owners.map((_, index) => 0.2 + unit(seed, 'weight', index) ** 3 * 3);
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
    const common = counts[index] ?? FILES_OF_OTHERS;
    const ofHuge = huge[byWeight.indexOf(index)] ?? 0;
    const folders = Math.ceil(common / FILES_PER_FOLDER);
    const share: Share = {
      ownerId: id,
      isShared: index < owners.length,
      firstFolder,
      folders,
      folderStart: drawTree(seed, id, folders),
      firstFile,
      files: common + ofHuge,
      fileStart: spread(seed, id, common, folders, ofHuge),
    };
    firstFolder += folders;
    firstFile += share.files;
    return share;
  });
}

/** The folder (of the share's own numbering) that a file lies in; null for the root. */
export function folderOfFile({ fileStart, folders }: Share, file: number): number | null {
  const folder = holderOf(fileStart, file);
  return folder === folders ? null : folder;
}

/** The folder that a folder lies in; null for the root. */
export const parentOfFolder = ({ folderStart }: Share, folder: number): number | null =>
  folder < (folderStart[0] ?? 0) ? null : holderOf(folderStart, folder);

/** The `j` with `starts[j] <= index < starts[j + 1]`. */
function holderOf(starts: Uint32Array, index: number): number {
  let [low, high] = [0, starts.length - 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (index < (starts[middle + 1] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many files the huge folders hold; each goes to another of the users who own most. */
function hugeFolders(seed: number, files: number): number[] {
  if (files < FILES_FOR_HUGE_FOLDER) return [];
  const more = Math.floor(files / FILES_PER_HUGE_FOLDER);
  // The largest reach past the offset of 10,000 at which Box's paging by offset ends.
  return [HUGE_FOLDER, ...Array.from({ length: more }, (_, turn) => 3_000 + (draw(seed, 'huge', turn) % 9_000))];
}

/** How many subfolders a folder has: most none, few many. */
function drawWidth(seed: number, ownerId: string, folder: number): number {
  const kind = unit(seed, 'width', ownerId, folder);
  const width = draw(seed, 'subfolders', ownerId, folder);
  if (kind < 0.55) return 0;
  if (kind < 0.85) return 1 + (width % 3);
  return kind < 0.98 ? 4 + (width % 5) : 9 + (width % 22);
}

/** The folders below each folder, as running sums, breadth first. */
function drawTree(seed: number, ownerId: string, folders: number): Uint32Array {
  const starts = new Uint32Array(folders + 1);
  let next = Math.min(folders, Math.max(3, Math.ceil(Math.sqrt(folders))));
  starts[0] = next;
  for (let folder = 0; folder < folders; folder += 1) {
    // The last folder so far must go on when there are more to come.
    const least = next === folder + 1 ? 1 : 0;
    next = Math.min(next + Math.max(drawWidth(seed, ownerId, folder), least), folders);
    starts[folder + 1] = next;
  }
  return starts;
}

/** How many files lie in each folder and, last, in the root, as running sums; `huge` more lie in the first folder. */
function spread(seed: number, ownerId: string, files: number, folders: number, huge: number): Uint32Array {
  const weights = Float64Array.from({ length: folders + 1 }, (_, index) =>
    unit(seed, 'empty', ownerId, index) < 0.05 ? 0 : (-Math.log(1 - unit(seed, 'fill', ownerId, index))) ** 1.5,
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
