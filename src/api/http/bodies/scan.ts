/** The scan's bodies: the scan room returns them, and a connection embeds them. */
import { z } from 'zod';
import { effectOf, EFFECT_TIMES, pendingRequest } from '../../../domain/scan-request.js';
import { paceOf, SCAN_REQUESTS, SCAN_STATES } from '../../../domain/scan.js';
import { EXPRESS_PERIOD_SECONDS, type ScanNumbers, type ScanProblem } from '../../../store/scan/progress.js';
import { isoTime } from '../schemas.js';

/** What is wrong, and how to fix it. */
export const problemItem = z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() });

/** A problem of a connection, or of an item or user that its scan skips. */
export const scanProblemBody = problemItem
  .extend({
    itemType: z.string().nullable(),
    itemId: z.string().nullable(),
    ownerId: z.string().nullable(),
    since: z.string().nullable().describe('Since when the problem exists; null if that is not known'),
    attempts: z.int().nullable().describe('The number of failed attempts; null if nothing is retried'),
    nextTryAt: z.string().nullable().describe('When it is retried; null if not before the next scan'),
  })
  .meta({ id: 'ScanProblem' });

/** Converts a problem of a scan to its body. */
export function toScanProblemBody(found: ScanProblem): z.input<typeof scanProblemBody> {
  return { ...found, since: isoTime(found.since), nextTryAt: isoTime(found.nextTryAt) };
}

/** The progress of a scan. */
export const scanBody = z
  .object({
    state: z.enum(SCAN_STATES),
    requested: z
      .enum(SCAN_REQUESTS)
      .nullable()
      .describe('What has been requested and has not taken effect yet; null if nothing has'),
    requestTakesEffect: z
      .enum(EFFECT_TIMES)
      .nullable()
      .describe('When that takes effect; null if nothing was requested'),
    generation: z
      .int()
      .nullable()
      .describe('The number of the newest scan, whose counters follow; null before the first'),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable().describe('When the last completed scan finished'),
    users: z.object({
      total: z.int().describe('All users that are known, skipped ones included'),
      done: z.int().describe('Users of whom no folder is waiting'),
      skipped: z.int().describe('Users whose files are not scanned'),
    }),
    folders: z.object({
      listed: z.int().describe('Folders that this scan has listed to the end'),
      waiting: z.int().describe('Known folders that are still to be listed'),
    }),
    files: z
      .object({
        found: z.int().describe('Files that this scan has seen so far, each counted once'),
        scanned: z
          .int()
          .describe(
            'Files that this scan has recorded so far: always the same as `found`, because a listing that ' +
              'shows a file has all that is recorded of it',
          ),
      })
      .describe('The progress of this scan only. The number of files that are known is in `files` of the connection'),
    express: z.object({
      waiting: z.int().describe('Changed items that wait for a rescan or are being rescanned'),
      scanned: z.int().describe('Rescans of changed items during this scan'),
      p95Ms: z
        .number()
        .nullable()
        .describe(
          'From when a live change was known here to its rescan, without pauses: 95 % took at most this long in the last `periodSeconds`; null if there were none',
        ),
      boxP95Ms: z.number().nullable().describe('The same for Box’s own delay: from the change until Box let us know'),
      periodSeconds: z.int(),
    }),
    apiCalls: z.int().describe('Calls to Box that this scan has made, rescans of changed items included'),
    filesPerSecond: z.number().nullable().describe('Files seen by this scan per second of its duration'),
    etaSeconds: z.number().nullable(),
    problems: z.int().describe('All that `/v1/connections/{id}/problems` lists, skipped users included'),
  })
  .meta({ id: 'Scan' });

/** Converts a scan to its body. */
export function toScanBody(numbers: ScanNumbers): z.input<typeof scanBody> {
  const { state, startedAt, endedAt, filesFound, foldersListed, foldersWaiting } = numbers;
  const elapsedMs = startedAt && (endedAt ?? new Date()).getTime() - startedAt.getTime();
  const folders = { listed: foldersListed, waiting: foldersWaiting };
  const pace = elapsedMs === null ? null : paceOf({ elapsedMs, files: filesFound, folders });
  const isRunning = state === 'running' && endedAt === null && numbers.hasWorker;
  const requested = pendingRequest(numbers);
  return {
    state,
    requested,
    requestTakesEffect: requested && effectOf(requested, numbers),
    generation: numbers.generation,
    startedAt: isoTime(startedAt),
    finishedAt: isoTime(numbers.finishedAt),
    users: { total: numbers.usersTotal, done: numbers.usersDone, skipped: numbers.usersSkipped },
    folders,
    files: { found: filesFound, scanned: numbers.filesScanned },
    express: {
      waiting: numbers.expressWaiting,
      scanned: numbers.expressScanned,
      p95Ms: rounded(numbers.expressP95Ms),
      boxP95Ms: rounded(numbers.expressBoxP95Ms),
      periodSeconds: EXPRESS_PERIOD_SECONDS,
    },
    apiCalls: numbers.apiCalls,
    filesPerSecond: pace?.filesPerSecond ?? null,
    etaSeconds: isRunning ? (pace?.etaSeconds ?? null) : null,
    problems: numbers.problems + numbers.usersSkipped,
  };
}

const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));
