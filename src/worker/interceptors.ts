import { activityInfo, heartbeat } from '@temporalio/activity';
import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import { toFailure } from '../../activities/failures.js';

/** How often a working activity says that it is alive, in milliseconds; `workflows/options.ts` says how long it is waited for. */
const BEAT_MS = 3_000;

/** What every activity has in common: it says that it is alive, and what goes wrong in it is told to Temporal one way. */
export const everyActivity: ActivityInterceptorsFactory = () => ({ inbound });

const inbound: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    const beating = activityInfo().heartbeatTimeoutMs === undefined ? undefined : setInterval(heartbeat, BEAT_MS);
    try {
      return await next(input);
    } catch (error) {
      throw toFailure(error);
    } finally {
      clearInterval(beating);
    }
  },
};
