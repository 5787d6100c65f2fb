import type { z } from 'zod';
import type { StoredActivity } from '../../store/activity-log/list.js';
import type { Connection } from '../../store/connections/connections.js';
import type { StoredFile } from '../../store/files/files.js';
import { apiCallsOf } from '../../store/connections/api-calls.js';
import type { FileDetails } from '../../store/files/file-details.js';
import type { Db } from '../../store/sql/postgres.js';
import { scanNumbers, scanProblems, type ScanNumbers } from '../../store/scan/progress.js';
import type { ApiDependencies } from '../dependencies.js';
import { mapWithConcurrency } from '../../util/map-with-concurrency.js';
import type { activityBody, connectionBody, fileBody, fileDetailsBody, scanBody } from './schemas.js';

/** The most problems that a connection's body lists; `scan.problems` counts them all, and a list of their own has them. */
const LISTED_PROBLEMS = 100;

/** Connections whose bodies are read at a time, with three queries each: others need the pool of ten as well. */
const READ_AT_A_TIME = 2;

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** The sum of some numbers. */
export const totalOf = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);

/** A connection as the API answers it, with its scan, what is wrong, and what it costs; read through `db`. */
export async function toConnectionBody(
  { config, workflows }: Pick<ApiDependencies, 'config' | 'workflows'>,
  db: Db,
  connection: Connection,
): Promise<z.input<typeof connectionBody>> {
  const [numbers, found, calls] = await Promise.all([
    scanNumbers(db, connection.id),
    scanProblems(db, connection.id, { limit: LISTED_PROBLEMS, after: null }),
    apiCallsOf(db, connection.id),
  ]);
  const own = connection.status_reason
    ? [{ ...connection.status_reason, itemType: null, itemId: null, ownerId: null }]
    : [];
  return {
    id: connection.id,
    name: connection.name,
    provider: connection.provider,
    status: connection.status,
    statusReason: connection.status_reason,
    coverage: connection.coverage,
    account: connection.account,
    enterprise: connection.enterprise,
    createdAt: connection.created_at.toISOString(),
    connectedAt: iso(connection.connected_at),
    disconnectRequestedAt: iso(connection.disconnect_requested_at),
    disconnectedAt: iso(connection.disconnected_at),
    lastTest: connection.last_test && { ...connection.last_test, checks: [...connection.last_test.checks] },
    runningTest: connection.running_test && {
      startedAt: connection.running_test.startedAt,
      checks: [...connection.running_test.checks],
      waiting: [...connection.running_test.waiting],
    },
    backfill: connection.backfill,
    eventStream: connection.event_stream && { ...connection.event_stream, gaps: [...connection.event_stream.gaps] },
    scan: toScanBody(numbers),
    problems: [...own, ...found],
    workflow: workflows.workflowOf(connection.id),
    apiCalls: { ...calls, perMonth: config.box.monthlyApiCalls },
  };
}

/** The same for many connections, a few at a time. */
export function toConnectionBodies(
  dependencies: Pick<ApiDependencies, 'config' | 'workflows'>,
  db: Db,
  connections: readonly Connection[],
): Promise<z.input<typeof connectionBody>[]> {
  return mapWithConcurrency(connections, READ_AT_A_TIME, (connection) =>
    toConnectionBody(dependencies, db, connection),
  );
}

/** A scan as the API answers it. */
export function toScanBody(numbers: ScanNumbers): z.input<typeof scanBody> {
  const { state, startedAt, endedAt, filesFound, foldersListed, foldersWaiting } = numbers;
  const elapsedMs = startedAt ? Math.max((endedAt ?? new Date()).getTime() - startedAt.getTime(), 1) : null;
  const isRunning = state === 'running' && endedAt === null;
  return {
    state,
    generation: numbers.generation,
    startedAt: iso(startedAt),
    finishedAt: iso(numbers.finishedAt),
    users: { total: numbers.usersTotal, done: numbers.usersDone, skipped: numbers.usersSkipped },
    folders: { listed: foldersListed, waiting: foldersWaiting },
    files: { found: filesFound, scanned: numbers.filesScanned },
    express: {
      waiting: numbers.expressWaiting,
      scanned: numbers.expressScanned,
      p95Ms: numbers.expressP95Ms === null ? null : Math.round(numbers.expressP95Ms),
    },
    apiCalls: numbers.apiCalls,
    filesPerSecond: elapsedMs === null ? null : Math.round((filesFound / elapsedMs) * 10_000) / 10,
    // By the folders known so far: it grows while the tree is still being discovered.
    etaSeconds:
      isRunning && elapsedMs !== null && foldersListed > 0
        ? Math.ceil((elapsedMs / 1000 / foldersListed) * foldersWaiting)
        : null,
    problems: numbers.problems + numbers.usersSkipped,
  };
}

/** A file as the API answers it. */
export function toFileBody(file: StoredFile): z.input<typeof fileBody> {
  return {
    connectionId: file.connection_id,
    fileId: file.file_id,
    name: file.name,
    path: file.path,
    ownerId: file.owner_id,
    ownerLogin: file.owner_login,
    size: file.size,
    sha1: file.sha1,
    extension: file.extension,
    access: file.access,
    sharedLink: file.shared_link,
    hasCollaborations: file.has_collaborations,
    state: file.state,
    createdAt: iso(file.created_at),
    modifiedAt: iso(file.modified_at),
    scannedAt: file.scanned_at.toISOString(),
    scanReason: file.scan_reason,
    generation: file.generation,
  };
}

/** A file as its own page shows it; `webUrl` is where Box shows its own. */
export function toFileDetailsBody(details: FileDetails, webUrl: string): z.input<typeof fileDetailsBody> {
  const { file, scans, collaborators, collaboratorsTruncated } = details;
  return {
    ...toFileBody(file),
    folderId: file.folder_id,
    webUrl: `${webUrl}/file/${encodeURIComponent(file.file_id)}`,
    collaborators: [...collaborators],
    collaboratorsTruncated,
    scans: scans.map((scan) => ({ ...scan, scannedAt: scan.scannedAt.toISOString() })),
  };
}

/** An activity as the API answers it. */
export function toActivityBody(activity: StoredActivity): z.input<typeof activityBody> {
  return {
    connectionId: activity.connection_id,
    eventId: activity.event_id,
    type: activity.type,
    category: activity.category,
    occurredAt: activity.occurred_at.toISOString(),
    actor: activity.actor,
    item: activity.item,
    ip: activity.ip,
    source: activity.source,
    own: activity.own,
    raw: activity.raw as Record<string, unknown>,
  };
}
