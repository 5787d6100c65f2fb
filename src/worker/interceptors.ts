import { activityInfo, heartbeat } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import { toFailure } from '../../activities/failures.js';
import { heartbeatDetails } from '../../activities/heartbeat-details.js';
import { observeActivity } from './observed-activities.js';
import type { Observer } from './observer.js';

/** How often a running activity sends a heartbeat, in milliseconds. Its timeout is in `workflows/support/options.ts`. */
const BEAT_MS = 3_000;

/**
 * Sends heartbeats for every activity, converts its errors to failures that retry policies understand, and observes its
 * outcome.
 */
export const everyActivity =
  (observer: Observer): ActivityInterceptorsFactory =>
  () => ({ inbound: inbound(observer) });

const beat = (): void => heartbeat(heartbeatDetails());

const inbound = (observer: Observer): ActivityInboundCallsInterceptor => ({
  async execute(input, next) {
    const beating = activityInfo().heartbeatTimeoutMs === undefined ? undefined : setInterval(beat, BEAT_MS);
    try {
      return await observeActivity(observer, input.args, () => convertingErrors(() => next(input)));
    } finally {
      clearInterval(beating);
    }
  },
});

async function convertingErrors<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw toFailure(error);
  }
}
