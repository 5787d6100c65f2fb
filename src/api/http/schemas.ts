/** What the API takes and answers; times are RFC 3339 UTC, ids from Box are strings. */
import { z } from 'zod';
import { ACTIVITY_CATEGORIES, ACTIVITY_ITEM_TYPES, ACTIVITY_SOURCES } from '../../domain/activity.js';
import { CHECK_STATUSES, TEST_STATUSES } from '../../domain/api-test.js';
import { BACKFILL_STATES, CONNECTION_STATUSES, COVERAGES, EVENT_STREAM_STATES } from '../../domain/connection.js';
import { EXPOSURES, LINK_ACCESSES } from '../../domain/exposure.js';
import { ITEM_STATES } from '../../domain/file.js';
import { SCAN_REASONS, SCAN_STATES } from '../../domain/scan.js';
import { problemSchema } from './problem.js';

/** Text without NUL or half a surrogate pair, neither of which Postgres can hold. */
export const plainText = (max: number) =>
  z
    .string()
    .max(max, `must have at most ${max} characters`)
    .refine((text) => !text.includes('\0') && text.isWellFormed(), 'must be plain text');

/** The id of a connection, in an address. */
export const idParams = z.object({ id: plainText(64).min(1) });

/** The problems that any call may answer. */
export const problems = {
  400: problemSchema,
  401: problemSchema,
  403: problemSchema,
  404: problemSchema,
  409: problemSchema,
  422: problemSchema,
  429: problemSchema,
  503: problemSchema,
} as const;

/** Which page of a list. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: plainText(4_000).optional(),
};
/** A page of a list as it is answered. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

const problemItem = z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() });

/** What is wrong with a connection, or keeps an item out of its scan. */
export const problemBody = problemItem
  .extend({ itemType: z.string().nullable(), itemId: z.string().nullable(), ownerId: z.string().nullable() })
  .meta({ id: 'ScanProblem' });

const testCheck = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(CHECK_STATUSES),
  message: z.string(),
  remedy: z.string().nullable(),
  durationMs: z.number(),
});

/** The verdict of Test API. */
export const testResult = z
  .object({
    status: z.enum(TEST_STATUSES),
    checks: z.array(testCheck),
    startedAt: z.string(),
    finishedAt: z.string(),
  })
  .meta({ id: 'TestResult' });

/** How a scan is doing. */
export const scanBody = z
  .object({
    state: z.enum(SCAN_STATES),
    generation: z.int().nullable(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable().describe('When a generation last came to its end'),
    users: z.object({ total: z.int(), done: z.int(), skipped: z.int() }),
    folders: z.object({ listed: z.int(), waiting: z.int() }),
    files: z.object({ found: z.int(), scanned: z.int() }),
    express: z.object({ waiting: z.int(), scanned: z.int(), p95Ms: z.number().nullable() }),
    apiCalls: z.int(),
    filesPerSecond: z.number().nullable(),
    etaSeconds: z.number().nullable(),
    problems: z.int(),
  })
  .meta({ id: 'Scan' });

/** A connection: where it stands, its scan, and what is wrong with it. */
export const connectionBody = z
  .object({
    id: z.string(),
    name: z.string(),
    provider: z.literal('box'),
    status: z.enum(CONNECTION_STATUSES),
    statusReason: problemItem.nullable(),
    coverage: z.enum(COVERAGES).nullable(),
    account: z.object({ id: z.string(), login: z.string(), name: z.string(), role: z.string() }).nullable(),
    enterprise: z.object({ id: z.string(), name: z.string() }).nullable(),
    createdAt: z.string(),
    connectedAt: z.string().nullable(),
    disconnectRequestedAt: z.string().nullable().describe('When somebody asked for the end, which takes a moment'),
    disconnectedAt: z.string().nullable(),
    lastTest: testResult.nullable(),
    runningTest: z
      .object({
        startedAt: z.string(),
        checks: z.array(testCheck).describe('Those that are done'),
        waiting: z
          .array(testCheck.pick({ id: true, title: true }))
          .describe('Those still to come; the first is being made'),
      })
      .nullable()
      .describe('Test API while it runs'),
    backfill: z
      .object({
        state: z.enum(BACKFILL_STATES),
        from: z.string(),
        to: z.string(),
        reachedAt: z.string().nullable(),
        events: z.int(),
        finishedAt: z.string().nullable(),
      })
      .nullable(),
    eventStream: z
      .object({
        state: z.enum(EVENT_STREAM_STATES),
        lastPolledAt: z.string().nullable(),
        lastEventAt: z.string().nullable(),
        events: z.int(),
        gaps: z.array(z.object({ from: z.string(), to: z.string() })),
      })
      .nullable(),
    scan: scanBody,
    problems: z.array(problemBody).describe('The first of them; `/v1/connections/{id}/problems` lists all'),
    workflow: z
      .object({ id: z.string(), url: z.string().nullable().describe('Its page in Temporal’s UI') })
      .describe('What carries the connection in Temporal'),
    apiCalls: z
      .object({
        today: z.int(),
        thisMonth: z.int(),
        perMonth: z.int().nullable().describe('What the Box plan allots (BOX_MONTHLY_API_CALLS)'),
      })
      .describe('Calls to Box (UTC days)'),
  })
  .meta({ id: 'Connection' });

const access = z.enum(EXPOSURES);
const scanReason = z.enum(SCAN_REASONS);

/** A file in a list. */
export const fileBody = z
  .object({
    connectionId: z.string(),
    fileId: z.string(),
    name: z.string(),
    path: z.string(),
    ownerId: z.string(),
    ownerLogin: z.string(),
    size: z.number(),
    sha1: z.string().nullable(),
    extension: z.string(),
    access,
    sharedLink: z
      .object({
        url: z.string(),
        access: z.enum(LINK_ACCESSES),
        passwordProtected: z.boolean(),
        inheritedFrom: z.string().nullable(),
      })
      .nullable(),
    hasCollaborations: z.boolean(),
    state: z.enum(ITEM_STATES),
    createdAt: z.string().nullable(),
    modifiedAt: z.string().nullable(),
    scannedAt: z.string(),
    scanReason,
    generation: z.int(),
  })
  .meta({ id: 'File' });

/** A file with what only its own page shows. */
export const fileDetailsBody = fileBody
  .extend({
    folderId: z.string().describe('The folder that it lies in; 0 is its owner’s root'),
    webUrl: z.string().describe('Its page in Box'),
    collaborators: z
      .array(
        z.object({
          party: z.object({
            type: z.enum(['user', 'group']),
            id: z.string().describe('Empty for a stranger who has not answered an invitation'),
            name: z.string(),
            login: z.string().nullable(),
          }),
          role: z.string(),
          status: z.enum(['accepted', 'pending']),
          isExternal: z.boolean(),
          inheritedFrom: z
            .object({ folderId: z.string(), path: z.string() })
            .nullable()
            .describe('The folder that lets them in; null when it is the file itself'),
        }),
      )
      .describe('At most 100: the file’s own, then those of the folders above, the nearest first'),
    collaboratorsTruncated: z.boolean().describe('There are more, or Box does not say who they are'),
    scans: z
      .array(z.object({ scannedAt: z.string(), reason: scanReason, generation: z.int() }))
      .describe('At most 10, newest first'),
  })
  .meta({ id: 'FileDetails' });

/** How many files there are, by who can reach them. */
export const sumByAccess = z
  .object({
    total: z.int(),
    byAccess: z.object({ private: z.int(), internal: z.int(), external: z.int(), public: z.int() }),
  })
  .meta({ id: 'FileSummary' });

const category = z.enum(ACTIVITY_CATEGORIES);

/** An event of the activity log. */
export const activityBody = z
  .object({
    connectionId: z.string(),
    eventId: z.string(),
    type: z.string(),
    category,
    occurredAt: z.string(),
    actor: z.object({ id: z.string(), login: z.string().nullable(), name: z.string().nullable() }).nullable(),
    item: z
      .object({
        type: z.enum(ACTIVITY_ITEM_TYPES),
        id: z.string(),
        name: z.string().nullable(),
        ownerId: z.string().nullable(),
        parentId: z.string().nullable(),
      })
      .nullable(),
    ip: z.string().nullable(),
    source: z.enum(ACTIVITY_SOURCES),
    own: z.boolean().describe('Done by Boxward itself'),
    raw: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Activity' });

/** How often an event type occurred. */
export const typeCount = z.object({ type: z.string(), category, count: z.int() }).meta({ id: 'EventTypeCount' });

/** Activities in stretches of time, and by type. */
export const activitySummaryBody = z
  .object({
    from: z.string(),
    to: z.string(),
    bucketSeconds: z.int(),
    buckets: z
      .array(
        z.object({
          at: z.string().describe('When the stretch begins'),
          total: z.int(),
          byCategory: z.object({
            modifies: z.int(),
            shares: z.int(),
            moves: z.int(),
            removes: z.int(),
            reads: z.int(),
            other: z.int(),
          }),
        }),
      )
      .describe('Oldest first, empty ones included'),
    byType: z.array(typeCount).describe('The most frequent 20'),
    total: z.int(),
  })
  .meta({ id: 'ActivitySummary' });

/** A time as the API takes it. */
export const time = z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time, such as 2026-11-01T00:00:00Z' });
