import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { CHECK_STATUSES, TEST_STATUSES } from '../../domain/api-test.js';
import {
  BACKFILL_STATES,
  CONNECTION_STATUSES,
  COVERAGES,
  EVENT_STREAM_STATES,
  type Coverage,
  type EventStreamProgress,
} from '../../domain/connection.js';
import { effectiveCoverage } from '../../domain/coverage.js';
import type { Deployment } from '../../health/reader.js';
import { planMonth } from '../../domain/monthly-calls.js';
import { apiCallsOf, monthlyUseOf } from '../../store/connections/api-calls.js';
import type { Connection } from '../../store/connections/connections.js';
import { connectionProblems } from './problems.js';
import { countFilesOf } from '../../store/files/counts.js';
import { scanNumbers, scanProblems } from '../../store/scan/progress.js';
import { unseenParts, type UnseenParts } from '../../store/scan/unseen-parts.js';
import { readSnapshot, type Db } from '../../store/sql/postgres.js';
import { precedingConnection } from '../../store/connections/counted.js';
import { mapWithConcurrency } from '../../util/map-with-concurrency.js';
import { problemItem, scanBody, scanProblemBody, toScanBody, toScanProblemBody } from '../http/bodies/scan.js';
import { healthBody, toHealthBody } from '../http/bodies/health.js';
import { getConnection } from '../http/get-connection.js';
import { isoTime, plainText } from '../http/schemas.js';

/** The request to create a connection. */
export const newConnection = z.strictObject({
  name: plainText(100).trim().min(1, 'must not be empty'),
  provider: z.literal('box', { error: 'must be "box"' }),
});

/** The headers of that request. */
export const creationHeaders = z.looseObject({ 'idempotency-key': plainText(200).min(1).optional() });

const testCheck = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(CHECK_STATUSES),
  message: z.string(),
  remedy: z.string().nullable(),
  durationMs: z.number(),
});

/** The result of Test API. */
export const testResult = z
  .object({
    status: z.enum(TEST_STATUSES),
    checks: z.array(testCheck),
    startedAt: z.string(),
    finishedAt: z.string(),
  })
  .meta({ id: 'TestResult' });

const ongoingProblem = problemItem
  .extend({
    failingSince: z.string(),
    lastFailedAt: z.string(),
    nextTryAt: z.string().nullable(),
    boxSaid: z.string().nullable().describe('Status, code and request id of the response of Box'),
  })
  .meta({ id: 'OngoingProblem' });

/** A connection with its state, scan and problems. */
export const connectionBody = z
  .object({
    id: z.string(),
    name: z.string(),
    provider: z.literal('box'),
    status: z.enum(CONNECTION_STATUSES),
    statusReason: problemItem.nullable(),
    health: healthBody,
    coverage: z
      .enum(COVERAGES)
      .nullable()
      .describe(
        'Whose files are scanned: `full` (every managed user’s), `limited`, or `own_files` (the account’s own); null ' +
          'before a consent. `full` is lowered to `limited` while the scan misses anything: see `coverageDetail`',
      ),
    coverageDetail: z
      .object({
        base: z.enum(COVERAGES).describe('What the account allows'),
        skippedUsers: z.int().describe('Users whose files are not scanned, deactivated ones included'),
        parkedFolders: z.int().describe('Folders that could not be listed; they are retried'),
        parkedItems: z.int().describe('Changed files, folders and users that could not be rescanned; they are retried'),
        unreadableEntries: z.int().describe('Entries of folders that could not be read'),
        endlessListings: z.int().describe('Folders whose listing at Box does not end'),
        usersListingIncomplete: z.boolean().describe('Whether the users could not be listed to the end'),
        asUserRefusedSince: z.string().nullable().describe('Since when Box lets the account act as no other user'),
        since: z
          .string()
          .nullable()
          .describe('Since when the oldest of these is missed; null if nothing is, or unknown'),
      })
      .nullable()
      .describe('What the scan misses; null before a consent'),
    files: z
      .object({
        active: z.int(),
        trashed: z.int().describe('In Box’s trash'),
        gone: z.int().describe('No longer in Box, or no longer accessible to the account'),
      })
      .describe(
        'All files that this connection knows, by state: what `/v1/files?connectionId=…` lists. `scan.files` ' +
          'counts the progress of one scan',
      ),
    countedIn: z
      .object({ id: z.string(), name: z.string() })
      .nullable()
      .describe(
        'Another connection to the same enterprise. Files and events that both have count there, so that sums across ' +
          'connections count each once; null if this is the only connection, or the one that counts',
      ),
    account: z.object({ id: z.string(), login: z.string(), name: z.string(), role: z.string() }).nullable(),
    enterprise: z.object({ id: z.string(), name: z.string() }).nullable(),
    createdAt: z.string(),
    connectedAt: z.string().nullable(),
    disconnectRequestedAt: z.string().nullable().describe('When disconnecting was requested; it takes a moment'),
    disconnectedAt: z.string().nullable(),
    lastTest: testResult.nullable(),
    runningTest: z
      .object({
        startedAt: z.string(),
        checks: z.array(testCheck).describe('The finished checks'),
        waiting: z
          .array(testCheck.pick({ id: true, title: true }))
          .describe('The remaining checks; the first one is running'),
        retrying: z
          .object({ message: z.string(), since: z.string() })
          .nullable()
          .describe('Why the running check is being retried; null if its calls have not failed'),
      })
      .nullable()
      .describe('The progress of Test API while it runs'),
    backfill: z
      .object({
        state: z.enum(BACKFILL_STATES),
        from: z.string(),
        to: z.string(),
        reachedAt: z.string().nullable(),
        events: z.int(),
        finishedAt: z.string().nullable(),
        problem: ongoingProblem.nullable().describe('Why the last call failed; null if it succeeded'),
      })
      .nullable(),
    eventStream: z
      .object({
        state: z.enum(EVENT_STREAM_STATES),
        lastPolledAt: z.string().nullable(),
        lastEventAt: z.string().nullable(),
        events: z.int(),
        gaps: z.array(z.object({ from: z.string(), to: z.string() })),
        problem: ongoingProblem.nullable().describe('Why the last poll failed; null if it succeeded'),
        lagMs: z.number().nullable().describe('How long after it happened the newest event was received'),
        unreadable: z.int().describe('Entries of Box’s event log that are not events, or could not be stored'),
      })
      .nullable(),
    scan: scanBody,
    problems: z.array(scanProblemBody).describe('The first 100; `/v1/connections/{id}/problems` lists all'),
    workflow: z
      .object({ id: z.string(), url: z.string().nullable().describe('Its page in Temporal’s UI') })
      .describe('The Temporal workflow of the connection'),
    apiCalls: z
      .object({
        today: z.int(),
        thisMonth: z.int().describe('Of this connection; at least `scan.apiCalls` of the scans begun this month'),
        perMonth: z.int().nullable().describe('What the enterprise may use per month (BOX_MONTHLY_API_CALLS)'),
        forecast: z
          .int()
          .nullable()
          .describe(
            'Calls of the whole month if live work and scans go on as they did: of all connections of the enterprise, because Box counts those of an enterprise together, but not of other apps; null without a limit',
          ),
        bulkSlowedUntil: z
          .string()
          .nullable()
          .describe('Until when the scan is slowed so that the month’s calls last; null while it is not'),
      })
      .describe('Calls to Box (UTC days)'),
  })
  .meta({ id: 'Connection' });

/** A consent link. */
export const consentLinkBody = z.object({ consentUrl: z.string(), consentExpiresAt: z.string() });

/** A connection that was just created, with its consent link. */
export const newConnectionBody = connectionBody.extend(consentLinkBody.shape).meta({ id: 'NewConnection' });

/** The query parameters of a request to disconnect. */
export const disconnectQuery = z.strictObject({ purge: z.enum(['true', 'false']).default('false') });

/** The number of problems in a connection's body. `scan.problems` counts all of them. */
const LISTED_PROBLEMS = 100;

/** A problem of the whole connection has no item; its time is not kept. */
const WHOLE_CONNECTION = {
  itemType: null,
  itemId: null,
  ownerId: null,
  since: null,
  attempts: null,
  nextTryAt: null,
} as const;

/** Connections are read two at a time: the pool of ten also serves other requests. */
const READ_CONCURRENCY = 2;

/** What a connection's body is made from, beside its row. */
type BodyDependencies = Pick<FastifyInstance, 'config' | 'countScanWork' | 'health' | 'temporal'>;

/**
 * Reads a connection with its scan, problems, health, files and API calls, and converts it to its body. Everything is of
 * one moment, so that health and coverage agree. Throws 404 `connection_not_found`.
 */
export async function toConnectionBody(
  dependencies: BodyDependencies,
  db: Db,
  id: string,
): Promise<z.input<typeof connectionBody>> {
  const deployment = await dependencies.health.deployment();
  return readSnapshot(db, (snapshot) => toBody(dependencies, snapshot, id, deployment));
}

/** As `toConnectionBody`, for a caller that is in a transaction and has read the deployment before it. */
export async function toBody(
  { config, countScanWork, temporal, health }: BodyDependencies,
  db: Db,
  id: string,
  deployment: Deployment,
): Promise<z.input<typeof connectionBody>> {
  const connection = await getConnection(db, id);
  const healths = await health.of(db, [id], deployment);
  const { last_test: lastTest, running_test: runningTest, event_stream: eventStream } = connection;
  const numbers = await scanNumbers(db, connection.id, countScanWork);
  const unseen = await unseenParts(db, connection.id);
  const problems = await scanProblems(db, connection.id, { limit: LISTED_PROBLEMS, after: null });
  const calls = await apiCallsOf(db, connection.id);
  const month = await toMonthBody(db, config, connection.id);
  const own = await connectionProblems(db, connection);
  const files = await countFilesOf(db, connection.id);
  const countedIn = await precedingConnection(db, connection);
  const found = healths.get(connection.id);
  if (!found) throw new Error('Unknown connection');
  return {
    id: connection.id,
    name: connection.name,
    provider: connection.provider,
    status: connection.status,
    statusReason: connection.status_reason,
    health: toHealthBody(found),
    coverage: effectiveCoverage(connection.coverage, unseen),
    coverageDetail: toCoverageDetail(connection.coverage, unseen),
    files,
    countedIn,
    account: connection.account,
    enterprise: connection.enterprise,
    createdAt: connection.created_at.toISOString(),
    connectedAt: isoTime(connection.connected_at),
    disconnectRequestedAt: isoTime(connection.disconnect_requested_at),
    disconnectedAt: isoTime(connection.disconnected_at),
    lastTest: lastTest && { ...lastTest, checks: [...lastTest.checks] },
    runningTest: runningTest && {
      startedAt: runningTest.startedAt,
      checks: [...runningTest.checks],
      waiting: [...runningTest.waiting],
      retrying: runningTest.retrying ?? null,
    },
    backfill: connection.backfill && { ...connection.backfill, problem: connection.backfill.problem ?? null },
    eventStream: eventStream && toEventStreamBody(eventStream),
    scan: toScanBody(numbers),
    problems: [...own.map((one) => ({ ...one, ...WHOLE_CONNECTION })), ...problems.map(toScanProblemBody)],
    workflow: temporal.workflowOf(connection.id),
    apiCalls: { ...calls, ...month },
  };
}

async function toMonthBody(db: Db, { box, scanIntervalHours }: BodyDependencies['config'], id: string) {
  const perMonth = box.monthlyApiCalls;
  const use = perMonth === null ? undefined : (await monthlyUseOf(db, [id])).get(id);
  if (perMonth === null || !use) return { perMonth, forecast: null, bulkSlowedUntil: null };
  const { forecast, slowedUntil } = planMonth(use, perMonth, scanIntervalHours * 3_600_000, new Date());
  return { perMonth, forecast, bulkSlowedUntil: isoTime(slowedUntil) };
}

function toCoverageDetail(base: Coverage | null, unseen: UnseenParts) {
  if (base === null) return null;
  return { base, ...unseen, asUserRefusedSince: isoTime(unseen.asUserRefusedSince), since: isoTime(unseen.since) };
}

function toEventStreamBody(stream: EventStreamProgress) {
  const { gaps, problem = null, lagMs = null, unreadable = 0 } = stream;
  return { ...stream, gaps: [...gaps], problem, lagMs, unreadable };
}

/** Reads and converts many connections, two at a time, each of one moment. */
export async function toConnectionBodies(
  dependencies: BodyDependencies,
  db: Db,
  connections: readonly Pick<Connection, 'id'>[],
): Promise<z.input<typeof connectionBody>[]> {
  const deployment = await dependencies.health.deployment();
  return mapWithConcurrency(connections, READ_CONCURRENCY, ({ id }) =>
    readSnapshot(db, (snapshot) => toBody(dependencies, snapshot, id, deployment)),
  );
}
