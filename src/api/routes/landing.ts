import { z } from 'zod';
import type { Api } from '../dependencies.js';
import { outcomePage } from '../pages.js';

/** Where the callback sends people: a page without data, until the portal takes its place. */
export function landingRoute(app: Api): void {
  app.get(
    '/connections/:id',
    {
      schema: {
        hide: true,
        params: z.object({ id: z.string().max(64) }),
        querystring: z.object({ consent: z.string().max(20).optional() }),
      },
    },
    (request, reply) => reply.type('text/html; charset=utf-8').send(outcomePage(request.query.consent)),
  );
}
