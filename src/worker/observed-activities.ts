import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { ObservedPart } from '../domain/health.js';
import { CATALOGUE, problem, type Problem, type ProblemCode } from '../domain/problems.js';
import type { Observer } from './observer.js';

/** The part of a connection that each activity works on. The reading of events records its own progress. */
const PARTS: Readonly<Record<string, ObservedPart>> = {
  beginGeneration: 'slices',
  listUsers: 'slices',
  scanSlice: 'slices',
  completeGeneration: 'slices',
  scanPromoted: 'express',
  testApi: 'test',
  openConnection: 'test',
};

const activityInput = z.looseObject({ connectionId: z.string() });
const sliceResult = z.looseObject({ pages: z.number(), frontier: z.string() });
const failureDetails = z.looseObject({ code: z.enum(Object.keys(CATALOGUE) as [ProblemCode, ...ProblemCode[]]) });

/** Observes one attempt of an activity; `run` throws failures as workflows see them. */
export async function observeActivity<T>(
  observer: Observer,
  args: readonly unknown[],
  run: () => Promise<T>,
): Promise<T> {
  const part = PARTS[activityInfo().activityType];
  const input = activityInput.safeParse(args[0]);
  if (!part || !input.success) return run();
  const { connectionId } = input.data;
  const startedAt = new Date();
  try {
    const result = await run();
    if (isProgress(result)) observer.succeeded(connectionId, part);
    return result;
  } catch (error) {
    const found = problemOf(error);
    if (found) observer.failed(connectionId, part, { startedAt, problem: found, retryInMs: null });
    throw error;
  }
}

/** A slice that found all folders leased or deferred has not failed, and has done nothing. */
function isProgress(result: unknown): boolean {
  const slice = sliceResult.safeParse(result);
  return !slice.success || slice.data.pages > 0 || slice.data.frontier === 'drained';
}

/** The problem of a failure; null if it is the end of the connection, a cancellation, or for the workflow to handle. */
function problemOf(error: unknown): Problem | null {
  if (!(error instanceof ApplicationFailure)) return isCancellation(error) ? null : problem('internal_error');
  if (error.type === 'ConnectionGone' || error.type === 'BoxUnauthorized') return null;
  const details = failureDetails.safeParse(error.details?.[0]);
  return problem(details.success ? details.data.code : 'internal_error');
}

const isCancellation = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'CancelledFailure' || error.name === 'AbortError');
