/** Common steps of end-to-end tests: connect, wait for a status or a finished scan, compare files. */
import { expect } from 'vitest';
import { eventually } from '../../../scripts/stack/eventually.js';
import { type Connection, type File } from '../../../clients/boxward.js';
import type { TruthFile } from '../../../clients/simulator.js';
import type { RunningStack } from './start.js';

/** Creates a connection, consents as `login` (default: the primary admin) and returns its id. */
export async function connect(stack: RunningStack, name: string, login?: string): Promise<string> {
  const created = await stack.boxward.createConnection(name);
  const page = await stack.simulator.consent(created.consentUrl, login === undefined ? {} : { login });
  expect(page.status).toBe(200);
  return created.id;
}

/** Waits until the connection has the status, and returns it. */
export const untilStatus = (stack: RunningStack, id: string, status: string): Promise<Connection> =>
  eventually(
    () => stack.boxward.getConnection(id),
    (connection) => connection.status === status,
  );

/** Waits until a generation and the backfill are done and no promotion or folder is waiting. */
export const untilScanned = (stack: RunningStack, id: string): Promise<Connection> =>
  eventually(
    () => stack.boxward.getConnection(id),
    ({ scan, backfill }) =>
      scan.finishedAt !== null &&
      scan.express.waiting === 0 &&
      scan.folders.waiting === 0 &&
      (backfill === null || backfill.state === 'done'),
    { everyMs: 250 },
  );

/** The fields in which Boxward and the simulator must agree; times as milliseconds. */
function comparedFields(file: TruthFile | File): Record<string, unknown> {
  const { fileId, name, path, ownerId, ownerLogin, size, sha1, extension, access, sharedLink, hasCollaborations } =
    file;
  return {
    fileId,
    name,
    path,
    ownerId,
    ownerLogin,
    size,
    sha1,
    extension,
    access,
    hasCollaborations,
    sharedLink: sharedLink && {
      url: sharedLink.url,
      access: sharedLink.access,
      passwordProtected: sharedLink.passwordProtected,
      inheritedFrom: sharedLink.inheritedFrom,
    },
    createdAt: file.createdAt && Date.parse(file.createdAt),
    modifiedAt: file.modifiedAt && Date.parse(file.modifiedAt),
  };
}

/** Expects Boxward's active files to equal the simulator's, restricted to those for which `isExpected`. */
export async function expectFilesMatch(
  stack: RunningStack,
  connectionId: string,
  isExpected: (file: TruthFile) => boolean = () => true,
): Promise<void> {
  const truth = (await stack.simulator.truthFiles()).filter(isExpected);
  const found = await stack.boxward.listFiles(connectionId);
  const byId = new Map(found.map((file) => [file.fileId, file]));
  const missing = truth.filter(({ fileId }) => !byId.has(fileId)).map(({ path }) => path);
  const expectedIds = new Set(truth.map(({ fileId }) => fileId));
  const unexpected = found.filter(({ fileId }) => !expectedIds.has(fileId)).map(({ path }) => path);
  expect({ missing: missing.slice(0, 5), unexpected: unexpected.slice(0, 5) }).toEqual({ missing: [], unexpected: [] });
  const differing = truth.flatMap((file) => {
    const [expected, actual] = [comparedFields(file), comparedFields(byId.get(file.fileId)!)];
    return JSON.stringify(expected) === JSON.stringify(actual) ? [] : [{ expected, actual }];
  });
  expect(differing.slice(0, 3)).toEqual([]);
  expect(found.length).toBe(truth.length);
}
