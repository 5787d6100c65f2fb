import { randomUUID } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Deployment } from '../../health/reader.js';
import { audit } from '../../store/access/audit-log.js';
import { findStoredResponse, storeResponse } from '../../store/access/idempotency.js';
import { insertConnection } from '../../store/connections/connections.js';
import type { Trx } from '../../store/sql/postgres.js';
import { TemporalUnavailable } from '../../temporal/failures.js';
import type { Cipher } from '../../util/encryption.js';
import { sha256 } from '../../util/sha256.js';
import { callerOf } from '../access/authenticate.js';
import { ApiError, temporalUnavailable } from '../http/problem.js';
import type { RequestOf } from '../http/route-types.js';
import { createConsentLink } from './consent-link.js';
import { newConnectionBody, toBody, type creationHeaders, type newConnection } from './schema.js';

type CreateRequest = RequestOf<{ headers: typeof creationHeaders; body: typeof newConnection }>;
type NewConnection = z.input<typeof newConnectionBody>;

/** A request as its Idempotency-Key identifies it. */
interface IdempotentRequest {
  readonly keyHash: Buffer;
  readonly requestHash: Buffer;
}

/**
 * Creates a connection and starts its workflow. A request that repeats the Idempotency-Key of an earlier one gets the
 * earlier response.
 */
export async function createConnection(request: CreateRequest, reply: FastifyReply): Promise<NewConnection> {
  const { cipher, db, temporal } = request.server;
  const idempotent = toIdempotentRequest(request);
  // Before the transaction: each takes a connection of the pool, and as many requests as it has would wait for ever.
  const deployment = await request.server.health.deployment();
  const body = await db.transaction().execute(async (trx) => {
    const earlier = idempotent && (await openResponse(trx, cipher, idempotent));
    if (earlier) return earlier;
    const created = await insert(trx, request, deployment);
    if (idempotent) await sealResponse(trx, cipher, idempotent, created);
    return created;
  });
  const { id, name, consentExpiresAt } = body;
  try {
    await temporal.startConnection({ connectionId: id, name, consentExpiresAt });
  } catch (error) {
    // The connection is kept: the start may have reached Temporal, or a repeated request may have returned it already.
    throw error instanceof TemporalUnavailable ? notStarted(id) : error;
  }
  void reply.code(201).header('location', `/v1/connections/${id}`);
  return body;
}

async function insert(trx: Trx, request: CreateRequest, deployment: Deployment): Promise<NewConnection> {
  const { name } = request.body;
  const id = randomUUID();
  if (!(await insertConnection(trx, { id, name }))) throw nameInUse(name);
  await audit(trx, { tokenId: callerOf(request).id, action: 'connection.create', target: id, detail: { name } });
  const { consentUrl, expiresAt } = await createConsentLink(trx, request.server.config, id);
  const connection = await toBody(request.server, trx, id, deployment);
  return { ...connection, consentUrl, consentExpiresAt: expiresAt.toISOString() };
}

/** Identifies the request; null without an Idempotency-Key. A key is valid for one caller. */
function toIdempotentRequest(request: CreateRequest): IdempotentRequest | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  return {
    keyHash: sha256(`${callerOf(request).id}\n${key}`),
    requestHash: sha256(JSON.stringify(request.body)),
  };
}

/** The response to an earlier request with this key. Throws 422 when that request was a different one. */
async function openResponse(
  trx: Trx,
  cipher: Cipher,
  { keyHash, requestHash }: IdempotentRequest,
): Promise<NewConnection | null> {
  const stored = await findStoredResponse(trx, keyHash);
  if (!stored) return null;
  if (!stored.requestHash.equals(requestHash)) throw keyReused();
  return newConnectionBody.parse(JSON.parse(cipher.open(stored.response, contextOf(keyHash))));
}

/** Stores the response encrypted: it contains a consent link. */
async function sealResponse(
  trx: Trx,
  cipher: Cipher,
  { keyHash, requestHash }: IdempotentRequest,
  response: NewConnection,
): Promise<void> {
  const sealed = cipher.seal(JSON.stringify(response), contextOf(keyHash));
  await storeResponse(trx, keyHash, { requestHash, response: sealed });
}

const contextOf = (keyHash: Buffer): string => `idempotency:${keyHash.toString('hex')}`;

function keyReused(): ApiError {
  const detail = 'Idempotency-Key: this key was used for a different request; use a new one.';
  return new ApiError(422, 'idempotency_key_reused', detail);
}

function nameInUse(name: string): ApiError {
  return new ApiError(409, 'name_in_use', `name: a connection named "${name}" exists already; choose another name.`);
}

function notStarted(id: string): ApiError {
  return temporalUnavailable(
    `The connection ${id} was created, but Temporal does not respond. Once it is back, repeat the request with the ` +
      'same Idempotency-Key, or request a new consent link for the connection: either continues the setup.',
  );
}
