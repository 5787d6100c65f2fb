/** The items of a generated enterprise. */
import { randomFraction, randomUint32 } from '../../random.js';
import { wholeSecond } from '../../time/clock.js';
import { generateTemplate, sizeOf } from '../content/index.js';
import type { SimItem } from '../model.js';
import type { GeneratedEnterprise } from './enterprise.js';
import { contentsOf, folderOfFile, type OwnerLayout, parentOfFolder } from './layout.js';
import { fileName, folderName } from './names.js';
import { generateCollaborations, generateLink, hasOwnCollaborations } from './sharing.js';

/** A generated folder, or a user's root as '0', and how many items it contains. */
export interface Place {
  readonly ownerId: string;
  readonly folderId: string;
  readonly folders: number;
  readonly files: number;
}

/** The first id of each type. The ranges do not overlap. */
const FIRST_FOLDER = 200_000_000_000;
const FIRST_FILE = 900_000_000_000;
const DAY_MS = 24 * 3_600_000;

/** The generated item with an id, as a new object on each call; undefined when there is none. */
export function generatedItem(enterprise: GeneratedEnterprise, id: string): SimItem | undefined {
  const number = Number(id);
  if (!Number.isSafeInteger(number) || String(number) !== id) return undefined;
  return number >= FIRST_FILE
    ? generateFile(enterprise, id, number - FIRST_FILE)
    : generateFolder(enterprise, id, number - FIRST_FOLDER);
}

/** The ids of a folder's generated items, folders first. `ownerId` says whose root '0' is. */
export function generatedChildIds(enterprise: GeneratedEnterprise, ownerId: string, folderId: string): string[] {
  // A folder keeps its place in the layout after a change of owner.
  const layout =
    folderId === '0'
      ? enterprise.layoutByOwner.get(ownerId)
      : layoutOfFolder(enterprise, Number(folderId) - FIRST_FOLDER);
  if (!layout) return [];
  const local = folderId === '0' ? null : Number(folderId) - FIRST_FOLDER - layout.firstFolder;
  const { folders, files } = contentsOf(layout, local);
  return [
    ...range(...folders).map((index) => String(FIRST_FOLDER + layout.firstFolder + index)),
    ...range(...files).map((index) => String(FIRST_FILE + layout.firstFile + index)),
  ];
}

/** The ids of all generated folders, or of all files. */
export function* generatedIds({ layouts }: GeneratedEnterprise, type: 'file' | 'folder'): Iterable<string> {
  for (const layout of layouts) {
    const [first, count] =
      type === 'file'
        ? [FIRST_FILE + layout.firstFile, layout.files]
        : [FIRST_FOLDER + layout.firstFolder, layout.folders];
    for (let index = 0; index < count; index += 1) yield String(first + index);
  }
}

/** All generated roots and folders. */
export function* generatedPlaces({ layouts }: GeneratedEnterprise): Iterable<Place> {
  for (const layout of layouts) {
    for (const local of [null, ...range(0, layout.folders)]) {
      const { folders, files } = contentsOf(layout, local);
      const counts = { folders: folders[1] - folders[0], files: files[1] - files[0] };
      yield { ownerId: layout.ownerId, folderId: folderIdOf(layout, local), ...counts };
    }
  }
}

/** The ids of all items generated with collaborations of their own. The first call searches all items. */
export function idsWithCollaborations(enterprise: GeneratedEnterprise): readonly string[] {
  enterprise.collaborated ??= [...findCollaborated(enterprise, 'folder'), ...findCollaborated(enterprise, 'file')];
  return enterprise.collaborated;
}

function* findCollaborated(enterprise: GeneratedEnterprise, type: 'file' | 'folder'): Iterable<string> {
  const { seed } = enterprise.size;
  for (const id of generatedIds(enterprise, type)) if (hasOwnCollaborations(seed, id, type)) yield id;
}

function generateFolder(enterprise: GeneratedEnterprise, id: string, index: number): SimItem | undefined {
  const layout = layoutOfFolder(enterprise, index);
  if (!layout) return undefined;
  const parentId = folderIdOf(layout, parentOfFolder(layout, index - layout.firstFolder));
  return {
    ...commonFields(enterprise, id, layout, 'folder', parentId),
    type: 'folder',
    name: folderName(enterprise.size.seed, id),
    template: '',
    size: 0,
  };
}

function generateFile(enterprise: GeneratedEnterprise, id: string, index: number): SimItem | undefined {
  const { seed } = enterprise.size;
  const layout = findLayout(
    enterprise,
    index,
    ({ firstFile }) => firstFile,
    ({ files }) => files,
  );
  if (!layout) return undefined;
  const parentId = folderIdOf(layout, folderOfFile(layout, index - layout.firstFile));
  const name = fileName(seed, id);
  const template = generateTemplate(seed, id, name);
  const size = sizeOf(seed, { id, template, version: 1 });
  return { ...commonFields(enterprise, id, layout, 'file', parentId), type: 'file', name, template, size };
}

function commonFields(
  { size: { seed, startedAt }, managed }: GeneratedEnterprise,
  id: string,
  { ownerId, isShared }: OwnerLayout,
  type: 'file' | 'folder',
  parentId: string,
) {
  const age = randomFraction(seed, 'age', id) * 3 * 365 * DAY_MS;
  const createdAt = wholeSecond(startedAt - 31 * DAY_MS - age);
  const isCollaborated = isShared && hasOwnCollaborations(seed, id, type);
  return {
    id,
    parentId,
    ownerId,
    createdAt,
    modifiedAt: wholeSecond(createdAt + randomFraction(seed, 'touched', id) * (startedAt - 3_600_000 - createdAt)),
    version: 1,
    etag: randomUint32(seed, 'etag', id) % 5,
    link: generateLink(seed, id),
    collaborations: isCollaborated ? generateCollaborations(seed, id, ownerId, managed, createdAt) : [],
    status: 'active' as const,
    lock: null,
  };
}

const layoutOfFolder = (enterprise: GeneratedEnterprise, index: number): OwnerLayout | undefined =>
  findLayout(
    enterprise,
    index,
    ({ firstFolder }) => firstFolder,
    ({ folders }) => folders,
  );

/** The layout whose range of numbers contains `index`. */
function findLayout(
  { layouts }: GeneratedEnterprise,
  index: number,
  first: (layout: OwnerLayout) => number,
  count: (layout: OwnerLayout) => number,
): OwnerLayout | undefined {
  let [low, high] = [0, layouts.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const layout = layouts[middle];
    if (!layout) return undefined;
    if (index < first(layout)) high = middle - 1;
    else if (index >= first(layout) + count(layout)) low = middle + 1;
    else return layout;
  }
  return undefined;
}

/** A folder's id, by its number within the layout; null is the root. */
const folderIdOf = ({ firstFolder }: OwnerLayout, local: number | null): string =>
  local === null ? '0' : String(FIRST_FOLDER + firstFolder + local);

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
