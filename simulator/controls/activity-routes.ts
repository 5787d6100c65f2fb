/** Control of the living enterprise, under /_sim/life. */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DEEDS } from '../activity/next-action.js';
import { MOST_PER_MINUTE } from '../activity/generator.js';
import type { State } from '../state.js';

const lifeBody = z.strictObject({
  perMinute: z.number().positive().max(MOST_PER_MINUTE),
  mix: z
    .partialRecord(z.enum(DEEDS), z.number().nonnegative())
    .refine((mix) => Object.values(mix).some((weight) => weight > 0), 'one weight must be above 0')
    .optional(),
  seed: z.number().int().optional(),
});

/** Registers `GET`, `POST` and `DELETE /_sim/life`; people go home when the simulator closes. */
export function lifeRoutes(app: FastifyInstance, { life }: State): void {
  app.get('/_sim/life', () => life.status());
  app.post('/_sim/life', (request) => life.start(lifeBody.parse(request.body)));
  app.delete('/_sim/life', () => life.stop());
  app.addHook('onClose', async () => void life.stop());
}
