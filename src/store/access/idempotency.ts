import { sql } from 'kysely';
import type { Trx } from '../sql/postgres.js';

/** How long a response is kept for a repeated request. */
const RETENTION = '24 hours';

/** The hash of a request with an idempotency key, and its sealed response. */
export interface StoredResponse {
  readonly requestHash: Buffer;
  readonly response: string;
}

/** Returns the response stored under a key. A concurrent request with the same key waits here for the first to end. */
export async function findStoredResponse(trx: Trx, keyHash: Buffer): Promise<StoredResponse | undefined> {
  await sql`select pg_advisory_xact_lock(${keyHash.readBigInt64BE(0).toString()}::bigint)`.execute(trx);
  return trx
    .selectFrom('idempotency_keys')
    .select(['request_hash as requestHash', 'response'])
    .where('key_hash', '=', keyHash)
    .where(sql<boolean>`created_at > now() - ${sql.lit(RETENTION)}::interval`)
    .executeTakeFirst();
}

/** Stores a response under a key that has none, and deletes expired responses. */
export async function storeResponse(trx: Trx, keyHash: Buffer, stored: StoredResponse): Promise<void> {
  await trx
    .deleteFrom('idempotency_keys')
    .where(sql<boolean>`created_at < now() - ${sql.lit(RETENTION)}::interval`)
    .execute();
  await trx
    .insertInto('idempotency_keys')
    .values({ key_hash: keyHash, request_hash: stored.requestHash, response: stored.response })
    .execute();
}
