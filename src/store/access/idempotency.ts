import { sql } from 'kysely';
import type { Trx } from '../sql/postgres.js';

/** How long an answer is kept for a repeated request. */
const KEPT = '24 hours';

/** The request that a key stands for, by hash, and its sealed answer. */
export interface IdempotentAnswer {
  readonly requestHash: Buffer;
  readonly response: string;
}

/** The answer already given under a key; a second request under it waits here until the first has ended. */
export async function findAnswer(trx: Trx, keyHash: Buffer): Promise<IdempotentAnswer | undefined> {
  await sql`select pg_advisory_xact_lock(${keyHash.readBigInt64BE(0).toString()}::bigint)`.execute(trx);
  return trx
    .selectFrom('idempotency_keys')
    .select(['request_hash as requestHash', 'response'])
    .where('key_hash', '=', keyHash)
    .where(sql<boolean>`created_at > now() - ${sql.lit(KEPT)}::interval`)
    .executeTakeFirst();
}

/** Keeps an answer under a key that has none. Answers too old to count are swept out. */
export async function keepAnswer(trx: Trx, keyHash: Buffer, answer: IdempotentAnswer): Promise<void> {
  await trx
    .deleteFrom('idempotency_keys')
    .where(sql<boolean>`created_at < now() - ${sql.lit(KEPT)}::interval`)
    .execute();
  await trx
    .insertInto('idempotency_keys')
    .values({ key_hash: keyHash, request_hash: answer.requestHash, response: answer.response })
    .execute();
}
