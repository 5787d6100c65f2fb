/** Files. */
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../box/caller.js';
import { itemView } from '../box/views.js';
import { visibleItem } from '../box/visibility.js';
import type { State } from '../state.js';

interface ById {
  Params: { id: string };
  Querystring: { readonly fields?: string };
}

/** Registers `GET /files/:id`. */
export function fileRoutes(app: FastifyInstance, state: State): void {
  const { world } = state;

  app.get<ById>('/2.0/files/:id', (request) => {
    const caller = callerOf(state, request);
    return itemView(
      world,
      visibleItem(state, caller.user, 'file', request.params.id),
      request.query.fields,
      'standard',
    );
  });
}
