import { activityInfo, heartbeat } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import { toFailure } from '../../activities/failures.js';
import { heartbeatDetails } from '../../activities/heartbeat-details.js';

/** How often a running activity sends a heartbeat, in milliseconds. Its timeout is in `workflows/support/options.ts`. */
const BEAT_MS = 3_000;

/** Sends heartbeats for every activity, and converts its errors to failures that retry policies understand. */
export const everyActivity: ActivityInterceptorsFactory = () => ({ inbound });

const beat = (): void => heartbeat(heartbeatDetails());

const inbound: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    const beating = activityInfo().heartbeatTimeoutMs === undefined ? undefined : setInterval(beat, BEAT_MS);
    try {
      return await next(input);
    } catch (error) {
      throw toFailure(error);
    } finally {
      clearInterval(beating);
    }
  },
};
