import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { audit, audited } from '../../store/access/audit-log.js';
import {
  findConnection,
  insertConnection,
  listConnections,
  lockConnection,
  recordDisconnectRequest,
  type Connection,
} from '../../store/connections/connections.js';
import { findStoredResponse, storeResponse } from '../../store/access/idempotency.js';
import type { Db, Trx } from '../../store/sql/postgres.js';
import { sha256 } from '../../util/sha256.js';
import { callerOf } from '../access/authenticate.js';
import { toConnectionBodies, toConnectionBody } from '../http/bodies.js';
import { createConsentLink } from './consent-link.js';
import { fromCursor, toPage } from '../http/paging.js';
import type { Api, ApiDependencies } from '../dependencies.js';
import { ApiError, temporalUnavailable } from '../http/problem.js';
import { connectionBody, idParams, pageOf, paging, plainText, problems } from '../http/schemas.js';
import type { ConnectBoxInput } from '../../temporal/client.js';
import { TemporalUnavailable } from '../../temporal/failures.js';

const newConnection = z.strictObject({
  name: plainText(100).trim().min(1, 'must not be empty'),
  provider: z.literal('box', { error: 'must be "box"' }),
});
const created = connectionBody
  .extend({ consentUrl: z.string(), consentExpiresAt: z.string() })
  .meta({ id: 'NewConnection' });
type Created = z.input<typeof created>;
const link = z.object({ consentUrl: z.string(), consentExpiresAt: z.string() });
const purgeQuery = z.strictObject({ purge: z.enum(['true', 'false']).default('false') });

/** States in which a consent link makes sense. */
const AWAITING = new Set(['awaiting_consent', 'consent_denied', 'consent_expired', 'needs_reauthorization']);

/** Creating, reading and ending connections. */
export function connectionRoutes(app: Api, dependencies: ApiDependencies): void {
  const { config, db, cipher, workflows } = dependencies;
  const tags = ['Connections'];

  app.post(
    '/connections',
    {
      schema: {
        tags,
        summary: 'Create a connection; an admin follows its consentUrl',
        headers: z.looseObject({ 'idempotency-key': plainText(200).min(1).optional() }),
        body: newConnection,
        response: { 201: created, ...problems },
      },
    },
    async (request, reply) => {
      const key = request.headers['idempotency-key'];
      const keyHash = key === undefined ? null : sha256(`${callerOf(request).id}\n${key}`);
      const requestHash = sha256(JSON.stringify(request.body));
      const { name } = request.body;

      const body = await db.transaction().execute(async (trx) => {
        const earlier = keyHash && (await earlierAnswer(trx, keyHash, requestHash));
        if (earlier) return earlier;
        const id = randomUUID();
        if (!(await insertConnection(trx, { id, name }))) throw nameInUse(name);
        await audit(trx, { tokenId: callerOf(request).id, action: 'connection.create', target: id, detail: { name } });
        const { consentUrl, expiresAt } = await createConsentLink(trx, config, id);
        const connection = await toConnectionBody(dependencies, trx, await known(trx, id));
        const answer = { ...connection, consentUrl, consentExpiresAt: expiresAt.toISOString() };
        if (keyHash) await storeResponse(trx, keyHash, { requestHash, response: seal(answer, keyHash) });
        return answer;
      });
      const { id, consentExpiresAt } = body;
      try {
        await workflows.startConnection({ connectionId: id, name, consentExpiresAt });
      } catch (error) {
        // It stays: the start may have reached Temporal, and the same request may have been answered meanwhile.
        throw error instanceof TemporalUnavailable ? notBegun(id) : error;
      }
      return reply.code(201).header('location', `/v1/connections/${id}`).send(body);
    },
  );

  app.get(
    '/connections',
    {
      schema: {
        tags,
        summary: 'All connections, oldest first',
        querystring: z.strictObject(paging),
        response: { 200: pageOf(connectionBody), ...problems },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const list = { list: 'connections' };
      const position = fromCursor(list, cursor, ['timestamptz', 'text']);
      const after = position && { createdAt: String(position[0]), id: String(position[1]) };
      const rows = await listConnections(db, { limit: limit + 1, after });
      const page = toPage(rows, limit, list, (last) => [last.created_at.toISOString(), last.id]);
      return { items: await toConnectionBodies(dependencies, db, page.rows), nextCursor: page.nextCursor };
    },
  );

  app.get(
    '/connections/:id',
    { schema: { tags, summary: 'One connection', params: idParams, response: { 200: connectionBody, ...problems } } },
    async (request) => toConnectionBody(dependencies, db, await known(db, request.params.id)),
  );

  app.post(
    '/connections/:id/consent-link',
    {
      schema: {
        tags,
        summary: 'A new consent link: expired, denied, or to reauthorize',
        params: idParams,
        response: { 201: link, ...problems },
      },
    },
    async (request, reply) => {
      const { consentUrl, expiresAt } = await db.transaction().execute(async (trx) => {
        // Locked, so that no link is issued while the connection is being recorded as disconnected.
        const connection = found(await lockConnection(trx, request.params.id));
        requireAwaiting(connection);
        await audit(trx, { tokenId: callerOf(request).id, action: 'connection.consent-link', target: connection.id });
        const issued = await createConsentLink(trx, config, connection.id);
        await workflows.signalConsentLink(toWorkflow(connection, issued.expiresAt));
        return issued;
      });
      return reply.code(201).send({ consentUrl, consentExpiresAt: expiresAt.toISOString() });
    },
  );

  app.delete(
    '/connections/:id',
    {
      schema: {
        tags,
        summary:
          'Disconnect: stop the work, revoke the token at Box, forget the secrets; purge=true deletes what was found',
        params: idParams,
        querystring: purgeQuery,
        response: { 202: connectionBody, ...problems },
      },
    },
    async (request, reply) => {
      const connection = await known(db, request.params.id);
      const purge = request.query.purge === 'true';
      const { id: target } = connection;
      const entry = { tokenId: callerOf(request).id, action: 'connection.disconnect', target, detail: { purge } };
      await audited(db, entry, async (trx) => {
        await workflows.disconnect(toWorkflow(connection, new Date()), purge);
        await recordDisconnectRequest(trx, connection.id);
      });
      return reply.code(202).send(await toConnectionBody(dependencies, db, await known(db, connection.id)));
    },
  );

  /** What was answered to this request before. Throws 422 when its key was used for another one. */
  async function earlierAnswer(trx: Trx, keyHash: Buffer, requestHash: Buffer): Promise<Created | null> {
    const answer = await findStoredResponse(trx, keyHash);
    if (!answer) return null;
    if (!answer.requestHash.equals(requestHash)) {
      throw new ApiError(
        422,
        'idempotency_key_reused',
        'Idempotency-Key: this key was used for another request; take a new one.',
      );
    }
    return created.parse(JSON.parse(cipher.open(answer.response, contextOf(keyHash))));
  }

  const seal = (answer: Created, keyHash: Buffer): string => cipher.seal(JSON.stringify(answer), contextOf(keyHash));
}

const contextOf = (keyHash: Buffer): string => `idempotency:${keyHash.toString('hex')}`;

const toWorkflow = ({ id, name }: Connection, consentExpiresAt: Date): ConnectBoxInput => ({
  connectionId: id,
  name,
  consentExpiresAt: consentExpiresAt.toISOString(),
});

/** The connection of this id. Throws 404. */
export async function known(db: Db, id: string): Promise<Connection> {
  return found(await findConnection(db, id));
}

function found(connection: Connection | undefined): Connection {
  if (!connection) throw new ApiError(404, 'connection_not_found', 'There is no connection of this id.');
  return connection;
}

function requireAwaiting({ status }: Connection): void {
  if (AWAITING.has(status)) return;
  throw new ApiError(
    409,
    'connection_not_awaiting_consent',
    `The connection is ${status}; a consent link is for one that waits for consent or needs reauthorization.`,
  );
}

function nameInUse(name: string): ApiError {
  return new ApiError(409, 'name_in_use', `name: there is a connection called "${name}" already; choose another name.`);
}

function notBegun(id: string): ApiError {
  return temporalUnavailable(
    `The connection ${id} was created, but Temporal does not answer. Once it is back, send the same request with its ` +
      'Idempotency-Key again, or ask for a new consent link for the connection: it goes on from there.',
  );
}
