/** Control of generated activity, under /_sim/life. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { MAX_ACTIONS_PER_MINUTE } from '../activity/generator.js';
import { ACTIVITY_KINDS } from '../activity/next-action.js';
import type { State } from '../state.js';

const startBody = z.strictObject({
  perMinute: z.number().positive().max(MAX_ACTIONS_PER_MINUTE),
  mix: z
    .partialRecord(z.enum(ACTIVITY_KINDS), z.number().nonnegative())
    .refine((mix) => Object.values(mix).some((weight) => weight > 0), 'at least one weight must be above 0')
    .optional(),
  seed: z.number().int().optional(),
});

/** Registers `GET`, `POST` and `DELETE /_sim/life`. Activity stops when the simulator closes. */
export function activityRoutes(app: FastifyInstance, { activity }: State): void {
  app.get('/_sim/life', () => activity.status());
  app.post('/_sim/life', (request) => activity.start(startBody.parse(request.body)));
  app.delete('/_sim/life', () => activity.stop());
  app.addHook('onClose', async () => void activity.stop());
}
