/** What most end-to-end tests begin with: a connection, and a scan that has come to its end. */
import { expect } from 'vitest';
import { eventually } from '../../../scripts/stack/eventually.js';
import { type Connection, type File } from '../../../clients/boxward.js';
import type { TruthFile } from '../../../clients/simulator.js';
import type { RunningStack } from './start.js';

/** Creates a connection, consents as `login` (the primary admin unless named) and answers its id. */
export async function connect(stack: RunningStack, name: string, login?: string): Promise<string> {
  const created = await stack.boxward.createConnection(name);
  const page = await stack.simulator.consent(created.consentUrl, login === undefined ? {} : { login });
  expect(page.status).toBe(200);
  return created.id;
}

/** Waits until the connection has a status. */
export const untilStatus = (stack: RunningStack, id: string, status: string, timeoutMs = 60_000): Promise<Connection> =>
  eventually(
    () => stack.boxward.getConnection(id),
    (connection) => connection.status === status,
    { timeoutMs },
  );

/** Waits until the first generation and the backfill are done and nothing waits in the express lane. */
export const untilScanned = (stack: RunningStack, id: string, timeoutMs = 180_000): Promise<Connection> =>
  eventually(
    () => stack.boxward.getConnection(id),
    ({ scan, backfill }) =>
      scan.finishedAt !== null &&
      scan.express.waiting === 0 &&
      scan.folders.waiting === 0 &&
      (backfill === null || backfill.state === 'done'),
    { timeoutMs, everyMs: 250 },
  );

/** What must agree between a file as Boxward found it and as it is; times are compared as instants. */
export function essence(file: TruthFile | File): Record<string, unknown> {
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

/** Holds what Boxward found against the simulator's truth, file for file. */
export async function expectTruth(
  stack: RunningStack,
  connectionId: string,
  isExpected: (file: TruthFile) => boolean = () => true,
): Promise<void> {
  const truth = (await stack.simulator.truthFiles()).filter(isExpected);
  const found = await stack.boxward.listFiles(connectionId);
  const byId = new Map(found.map((file) => [file.fileId, file]));
  const missing = truth.filter(({ fileId }) => !byId.has(fileId)).map(({ path }) => path);
  const known = new Set(truth.map(({ fileId }) => fileId));
  const surplus = found.filter(({ fileId }) => !known.has(fileId)).map(({ path }) => path);
  expect({ missing: missing.slice(0, 5), surplus: surplus.slice(0, 5) }).toEqual({ missing: [], surplus: [] });
  const differing = truth.flatMap((file) => {
    const [is, says] = [essence(file), essence(byId.get(file.fileId)!)];
    return JSON.stringify(is) === JSON.stringify(says) ? [] : [{ is, says }];
  });
  expect(differing.slice(0, 3)).toEqual([]);
  expect(found.length).toBe(truth.length);
}
