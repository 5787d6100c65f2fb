import { RetryState, TimeoutFailure } from '@temporalio/common';
import { ActivityFailure } from '@temporalio/workflow';
import type { TestResult } from '../../src/domain/api-test.js';
import { problem } from '../../src/domain/problems.js';
import * as activities from './activities.js';
import type { Connection } from './connection-state.js';
import { nextRetry } from './retry.js';

/** How long the scan waits for Test API, in milliseconds. It ends by itself after about 70 s. */
const BEFORE_START_MS = 80_000;

/** A run of Test API: its result, or that Box did not answer all checks in time. */
export type Tested =
  | { readonly outcome: 'finished'; readonly result: TestResult }
  | { readonly outcome: 'unfinished'; readonly result: TestResult };

/** Runs Test API for at most `ms` milliseconds. Throws if Box rejects the credentials. */
export async function testWithin({ id }: Connection, ms: number): Promise<Tested> {
  const startedAt = new Date().toISOString();
  try {
    const result = await activities.testApi.executeWithOptions({ scheduleToCloseTimeout: ms }, [{ connectionId: id }]);
    const isUnfinished = result.checks.some(({ unfinished }) => unfinished);
    return { outcome: isUnfinished ? 'unfinished' : 'finished', result };
  } catch (error) {
    if (!isOutOfTime(error)) throw error;
    return { outcome: 'unfinished', result: unfinishedTest(startedAt) };
  }
}

/** Runs Test API for little more than a minute; false if it could not be completed: `testRetry` then says when it is run again. */
export async function tryToTest(connection: Connection): Promise<boolean> {
  const { outcome } = await testWithin(connection, BEFORE_START_MS);
  const isFinished = outcome === 'finished';
  connection.testRetry = isFinished ? null : nextRetry(connection.testRetry?.failures ?? 0);
  return isFinished;
}

/** Temporal reports the last failure with this state if no further attempt fits into the schedule-to-close timeout. */
const isOutOfTime = (error: unknown): boolean =>
  error instanceof ActivityFailure &&
  (error.retryState === RetryState.TIMEOUT || error.cause instanceof TimeoutFailure);

function unfinishedTest(startedAt: string): TestResult {
  const finishedAt = new Date().toISOString();
  const { message, remedy } = problem('box_unavailable');
  const durationMs = Date.parse(finishedAt) - Date.parse(startedAt);
  const check = {
    id: 'box',
    title: 'Box answers',
    status: 'failed',
    message,
    remedy,
    durationMs,
    unfinished: true,
  } as const;
  return { status: 'failed', checks: [check], startedAt, finishedAt };
}
