/** Who was let in, where they were let in. */
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../box/caller.js';
import { badRequest } from '../box/errors.js';
import { paged, type PageQuery } from '../box/paging.js';
import { collaborationView } from '../box/views.js';
import { visibleItem } from '../box/visibility.js';
import type { State } from '../state.js';

interface ById {
  Params: { id: string };
  Querystring: PageQuery;
}

/** Registers `GET /files/:id/collaborations` and `/folders/:id/collaborations`. */
export function collaborationRoutes(app: FastifyInstance, state: State): void {
  const { world } = state;

  for (const type of ['file', 'folder'] as const) {
    app.get<ById>(`/2.0/${type}s/:id/collaborations`, (request) => {
      const caller = callerOf(state, request);
      if (type === 'folder' && request.params.id === '0') {
        throw badRequest('collaborations_not_available_on_root_folder', 'Root folders cannot be collaborated');
      }
      const item = visibleItem(state, caller.user, type, request.params.id);
      return paged(item.collaborations, request.query, (each) => collaborationView(world, item, each), true);
    });
  }
}
