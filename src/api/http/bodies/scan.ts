/** The scan's bodies: the scan room returns them, and a connection embeds them. */
import { z } from 'zod';
import { paceOf, SCAN_STATES } from '../../../domain/scan.js';
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
    generation: z.int().nullable(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable().describe('When the last completed scan finished'),
    users: z.object({ total: z.int(), done: z.int(), skipped: z.int() }),
    folders: z.object({ listed: z.int(), waiting: z.int() }),
    files: z.object({ found: z.int(), scanned: z.int() }),
    express: z.object({
      waiting: z.int(),
      scanned: z.int(),
      p95Ms: z
        .number()
        .nullable()
        .describe(
          'From when a live change was known here to its rescan, without pauses: 95 % took at most this long in the last `periodSeconds`; null if there were none',
        ),
      boxP95Ms: z.number().nullable().describe('The same for Box’s own delay: from the change until Box let us know'),
      periodSeconds: z.int(),
    }),
    apiCalls: z.int(),
    filesPerSecond: z.number().nullable(),
    etaSeconds: z.number().nullable(),
    problems: z.int(),
  })
  .meta({ id: 'Scan' });

/** Converts a scan to its body. */
export function toScanBody(numbers: ScanNumbers): z.input<typeof scanBody> {
  const { state, startedAt, endedAt, filesFound, foldersListed, foldersWaiting } = numbers;
  const elapsedMs = startedAt && (endedAt ?? new Date()).getTime() - startedAt.getTime();
  const folders = { listed: foldersListed, waiting: foldersWaiting };
  const pace = elapsedMs === null ? null : paceOf({ elapsedMs, files: filesFound, folders });
  const isRunning = state === 'running' && endedAt === null;
  return {
    state,
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
