/** Judges that Boxward has the files that Box has, and nothing else. */
import type { TruthFile, TruthUser } from '../../clients/simulator.js';

const FIELDS = [
  'name', 'path', 'ownerId', 'ownerLogin', 'size', 'sha1', 'extension', 'access', 'hasCollaborations', 'state',
] as const; // prettier-ignore
const LINK_FIELDS = ['access', 'passwordProtected', 'url', 'inheritedFrom'] as const;

type ComparedFile = Pick<TruthFile, 'fileId' | 'sharedLink' | (typeof FIELDS)[number]>;

/** Every difference in one line: a missing file, a field that differs, a file twice, or one that Box does not have. */
export function fileDifferences(truth: readonly ComparedFile[], stored: readonly ComparedFile[]): string[] {
  const lines: string[] = [];
  const storedById = new Map<string, ComparedFile>();
  for (const file of stored) {
    if (storedById.has(file.fileId)) lines.push(`listed twice: ${file.path}`);
    storedById.set(file.fileId, file);
  }
  for (const actual of truth) {
    const reported = storedById.get(actual.fileId);
    storedById.delete(actual.fileId);
    if (reported) lines.push(...differingFields(actual, reported));
    else lines.push(`missing: ${actual.path} (${actual.fileId} of ${actual.ownerLogin})`);
  }
  for (const { path, fileId } of storedById.values()) lines.push(`not at Box: ${path} (${fileId})`);
  return lines;
}

function differingFields(actual: ComparedFile, reported: ComparedFile): string[] {
  const pairs: [string, unknown, unknown][] = [
    ...FIELDS.map((field): [string, unknown, unknown] => [field, actual[field], reported[field]]),
    ['sharedLink', linkOf(actual), linkOf(reported)],
  ];
  return pairs.flatMap(([field, a, b]) =>
    JSON.stringify(a) === JSON.stringify(b)
      ? []
      : [
          `differs: ${actual.path} (${actual.fileId}): ${field} is ${JSON.stringify(a)}, Boxward says ${JSON.stringify(b)}`,
        ],
  );
}

const linkOf = ({ sharedLink }: ComparedFile): unknown => sharedLink && LINK_FIELDS.map((field) => sharedLink[field]);

/** The files that a connection by `login` can see: a Co-Admin sees no files of the Admin and of other Co-Admins. */
export function visibleFiles(truth: readonly TruthFile[], users: readonly TruthUser[], login: string): TruthFile[] {
  const me = users.find((user) => user.login === login);
  if (me?.role !== 'coadmin') return [...truth];
  const hidden = new Set(
    users.filter(({ role, userId }) => role !== 'user' && userId !== me.userId).map(({ userId }) => userId),
  );
  return truth.filter(({ ownerId }) => !hidden.has(ownerId));
}
