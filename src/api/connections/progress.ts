import { listLatestConnections } from '../../store/connections/connections.js';
import type { IsStillLetIn } from '../access/authenticate.js';
import { toConnectionBodies, toConnectionBody } from '../http/bodies.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import { createEventStreams } from '../http/live-updates.js';
import { idParams, problems } from '../http/schemas.js';
import { known } from './routes.js';

/** Connections that the stream of all of them tells of. */
const LISTED = 100;

/**
 * Connections as server-sent events: their bodies at once, and again whenever something changes. They have no HEAD, whose
 * answer would never end.
 */
export function progressRoutes(app: Api, dependencies: ApiDependencies, isStillLetIn: IsStillLetIn): void {
  const { db } = dependencies;
  const tags = ['Connections'];
  const streams = createEventStreams(isStillLetIn);
  app.addHook('preClose', () => streams.close());

  app.get(
    '/connections/:id/progress',
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'Server-sent events with the connection’s body, whenever it changes',
        params: idParams,
        response: { ...problems },
      },
    },
    async (request, reply) => {
      const { id } = await known(db, request.params.id);
      await streams.send(request, reply, {
        key: `connection ${id}`,
        event: 'connection',
        look: async () => toConnectionBody(dependencies, db, await known(db, id)),
      });
      return reply;
    },
  );

  app.get(
    '/progress',
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary:
          'Server-sent events with 100 connections, oldest first, whenever one of them changes; those that have ended ' +
          'are left out first',
        response: { ...problems },
      },
    },
    async (request, reply) => {
      await streams.send(request, reply, {
        key: 'connections',
        event: 'connections',
        look: async () => {
          const connections = await listLatestConnections(db, LISTED);
          return { items: await toConnectionBodies(dependencies, db, connections) };
        },
      });
      return reply;
    },
  );
}
