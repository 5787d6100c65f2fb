import type { ActivityInboundCallsInterceptor, ActivityInterceptorsFactory } from '@temporalio/worker';
import { toFailure } from '../../activities/failures.js';

/** The one place where what goes wrong in an activity becomes what Temporal is told of it. */
export const failureMapping: ActivityInterceptorsFactory = () => ({ inbound });

const inbound: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    try {
      return await next(input);
    } catch (error) {
      throw toFailure(error);
    }
  },
};
