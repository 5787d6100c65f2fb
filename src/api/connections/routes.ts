import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ConnectionStatus } from '../../domain/connection.js';
import { audit, audited } from '../../store/access/audit-log.js';
import { listConnections, recordDisconnectRequest, type Connection } from '../../store/connections/connections.js';
import type { ConnectBoxInput } from '../../temporal/client.js';
import { callerOf } from '../access/authenticate.js';
import { getConnection, getConnectionForUpdate } from '../http/get-connection.js';
import { fromCursor, toPage } from '../http/paging.js';
import { ApiError } from '../http/problem.js';
import type { RequestOf } from '../http/route-types.js';
import { idParams, pageOf, paging, problems } from '../http/schemas.js';
import { connectorRoutes } from './connectors.js';
import { createConsentLink } from './consent-link.js';
import { createConnection } from './create-connection.js';
import { progressRoutes } from './progress.js';
import {
  connectionBody,
  consentLinkBody,
  creationHeaders,
  disconnectQuery,
  newConnection,
  newConnectionBody,
  toConnectionBodies,
  toConnectionBody,
} from './schema.js';
import { testApiRoute } from './test-api.js';

const tags = ['Connections'];
const listQuery = z.strictObject(paging);
type ConnectionRequest = RequestOf<{ params: typeof idParams }>;

/** Connections: create, read, authorize, test, disconnect. */
export const connectionRoutes: FastifyPluginAsyncZod = async (app) => {
  app.post(
    '/connections',
    {
      schema: {
        tags,
        summary: 'Create a connection; a Box admin then opens its consentUrl',
        headers: creationHeaders,
        body: newConnection,
        response: { 201: newConnectionBody, ...problems },
      },
    },
    createConnection,
  );
  app.get(
    '/connections',
    {
      schema: {
        tags,
        summary: 'List connections, oldest first',
        querystring: listQuery,
        response: { 200: pageOf(connectionBody), ...problems },
      },
    },
    getConnections,
  );
  app.get(
    '/connections/:id',
    {
      schema: { tags, summary: 'Get a connection', params: idParams, response: { 200: connectionBody, ...problems } },
    },
    getConnectionById,
  );
  app.post(
    '/connections/:id/consent-link',
    {
      schema: {
        tags,
        summary: 'Create a new consent link: after the last one expired or was denied, or to reauthorize',
        params: idParams,
        response: { 201: consentLinkBody, ...problems },
      },
    },
    issueConsentLink,
  );
  app.delete(
    '/connections/:id',
    {
      schema: {
        tags,
        summary:
          'Disconnect: stop all work, revoke the tokens at Box and delete them here; purge=true also deletes all data',
        params: idParams,
        querystring: disconnectQuery,
        response: { 202: connectionBody, ...problems },
      },
    },
    disconnect,
  );
  await app.register(connectorRoutes);
  await app.register(testApiRoute);
  await app.register(progressRoutes);
};

async function getConnections({ server, query }: RequestOf<{ querystring: typeof listQuery }>) {
  const list = { list: 'connections' };
  const position = fromCursor(list, query.cursor, ['timestamptz', 'text']);
  const after = position && { createdAt: String(position[0]), id: String(position[1]) };
  const rows = await listConnections(server.db, { limit: query.limit + 1, after });
  const page = toPage(rows, query.limit, list, (last) => [last.created_at.toISOString(), last.id]);
  return { items: await toConnectionBodies(server, server.db, page.rows), nextCursor: page.nextCursor };
}

async function getConnectionById({ server, params }: ConnectionRequest) {
  return toConnectionBody(server, server.db, params.id);
}

async function issueConsentLink(request: ConnectionRequest, reply: FastifyReply) {
  const { config, db, temporal } = request.server;
  const { consentUrl, expiresAt } = await db.transaction().execute(async (trx) => {
    // The lock prevents a link from being issued while the connection is being disconnected.
    const connection = await getConnectionForUpdate(trx, request.params.id);
    requireConsentPossible(connection);
    await audit(trx, { tokenId: callerOf(request).id, action: 'connection.consent-link', target: connection.id });
    const link = await createConsentLink(trx, config, connection.id);
    await temporal.signalConsentLink(toWorkflowInput(connection, link.expiresAt));
    return link;
  });
  void reply.code(201);
  return { consentUrl, consentExpiresAt: expiresAt.toISOString() };
}

async function disconnect(
  request: RequestOf<{ params: typeof idParams; querystring: typeof disconnectQuery }>,
  reply: FastifyReply,
) {
  const { db, temporal } = request.server;
  const connection = await getConnection(db, request.params.id);
  const purge = request.query.purge === 'true';
  const { id: target } = connection;
  const entry = { tokenId: callerOf(request).id, action: 'connection.disconnect', target, detail: { purge } };
  await audited(db, entry, async (trx) => {
    await temporal.disconnect(toWorkflowInput(connection, new Date()), purge);
    await recordDisconnectRequest(trx, connection.id);
  });
  void reply.code(202);
  return toConnectionBody(request.server, db, connection.id);
}

const toWorkflowInput = ({ id, name }: Connection, consentExpiresAt: Date): ConnectBoxInput => ({
  connectionId: id,
  name,
  consentExpiresAt: consentExpiresAt.toISOString(),
});

/** The statuses in which a consent link can be issued. */
const CONSENT_POSSIBLE: ReadonlySet<ConnectionStatus> = new Set<ConnectionStatus>([
  'awaiting_consent',
  'consent_denied',
  'consent_expired',
  'needs_reauthorization',
]);

function requireConsentPossible({ status }: Connection): void {
  if (CONSENT_POSSIBLE.has(status)) return;
  throw new ApiError(
    409,
    'connection_not_awaiting_consent',
    `The connection is ${status}. A consent link is possible only while it waits for consent or needs reauthorization.`,
  );
}
