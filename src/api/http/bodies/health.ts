import { z } from 'zod';
import { HEALTH_CODES, HEALTH_STATES, type Health } from '../../../domain/health.js';

/** The health of a connection or of the deployment. */
export const healthBody = z
  .object({
    state: z
      .enum(HEALTH_STATES)
      .describe(
        'degraded: works, but slower or with something missing; stalled: stands still, and continues by itself once the cause is gone; action_required: stands still until somebody acts',
      ),
    since: z.string().describe('Since when the state lasts'),
    reasons: z
      .array(
        z.object({
          code: z.enum(HEALTH_CODES),
          state: z.enum(HEALTH_STATES.slice(1)),
          message: z.string(),
          remedy: z.string().nullable(),
          since: z.string(),
        }),
      )
      .describe('Why it is not healthy, the worst first; none if it is healthy'),
  })
  .meta({ id: 'Health' });

/** Converts a health to its body. */
export const toHealthBody = ({ state, since, reasons }: Health): z.input<typeof healthBody> => ({
  state,
  since,
  reasons: reasons.map((reason) => ({ ...reason })),
});
