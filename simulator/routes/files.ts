/** Files and their content. */
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../box/caller.js';
import { itemView } from '../box/views.js';
import { visibleItem } from '../box/visibility.js';
import { recordDownload, type State } from '../state.js';

interface ById {
  Params: { id: string };
  Querystring: { readonly fields?: string };
}

/** Registers `GET /files/:id` and its content. */
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

  app.get<ById>('/2.0/files/:id/content', (request, reply) => {
    const { user } = callerOf(state, request);
    const file = visibleItem(state, user, 'file', request.params.id);
    const at = state.clock.now();
    recordDownload(state, user, file, at);
    state.journal.append({ kind: 'download', at, userId: user.id, fileId: file.id });
    return reply.redirect(`/_dl/${file.id}/${file.version}`, 302);
  });

  app.get<{ Params: { id: string; version: string } }>('/_dl/:id/:version', (request, reply) => {
    const { id, version } = request.params;
    return reply.type('application/octet-stream').send(Buffer.from(`Content of ${id}, version ${version}\n`));
  });
}
