import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { listLatestConnections } from '../../store/connections/connections.js';
import { getConnection } from '../http/get-connection.js';
import { createLiveUpdates, type LiveUpdates } from '../http/live-updates.js';
import type { RequestOf } from '../http/route-types.js';
import { idParams, problems } from '../http/schemas.js';
import { toConnectionBodies, toConnectionBody } from './schema.js';

/** The number of connections in the live updates of all. */
const LISTED_CONNECTIONS = 100;

const tags = ['Connections'];

/** Live updates of connections. They have no HEAD route: its response would never end. */
export const progressRoutes: FastifyPluginAsyncZod = async (app) => {
  const liveUpdates = createLiveUpdates({ isStillAuthorized: app.isStillAuthorized });
  app.addHook('preClose', () => liveUpdates.close());
  app.get(
    '/connections/:id/progress',
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'Follow a connection: server-sent events with its body whenever it changes',
        params: idParams,
        response: { ...problems },
      },
    },
    (request, reply) => followConnection(liveUpdates, request, reply),
  );
  app.get(
    '/progress',
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary:
          'Follow all connections: server-sent events with up to 100 connections whenever one changes, oldest first; ' +
          'disconnected ones are omitted first',
        response: { ...problems },
      },
    },
    (request, reply) => followConnections(liveUpdates, request, reply),
  );
};

async function followConnection(
  liveUpdates: LiveUpdates,
  request: RequestOf<{ params: typeof idParams }>,
  reply: FastifyReply,
) {
  const { server } = request;
  const { id } = await getConnection(server.db, request.params.id);
  await liveUpdates.send(request, reply, {
    key: `connection ${id}`,
    event: 'connection',
    read: () => toConnectionBody(server, server.db, id),
  });
  return reply;
}

async function followConnections(liveUpdates: LiveUpdates, request: RequestOf<object>, reply: FastifyReply) {
  const { server } = request;
  await liveUpdates.send(request, reply, {
    key: 'connections',
    event: 'connections',
    read: async () => {
      const connections = await listLatestConnections(server.db, LISTED_CONNECTIONS);
      return { items: await toConnectionBodies(server, server.db, connections) };
    },
  });
  return reply;
}
