import { sql } from 'kysely';
import type { Db, Trx } from './postgres.js';

/** How long an answer is kept for a repeated request. */
const KEPT = '24 hours';

/** The request that a key stands for, by hash, and its sealed answer. */
export interface IdempotentAnswer {
  readonly requestHash: Buffer;
  readonly response: string;
}

/** The answer already given under a key. */
export async function findAnswer(db: Db, keyHash: Buffer): Promise<IdempotentAnswer | undefined> {
  return db
    .selectFrom('idempotency_keys')
    .select(['request_hash as requestHash', 'response'])
    .where('key_hash', '=', keyHash)
    .where(sql<boolean>`created_at > now() - ${sql.lit(KEPT)}::interval`)
    .executeTakeFirst();
}

/** Keeps an answer under a key; false when another request was faster. Answers too old to count are swept out. */
export async function keepAnswer(trx: Trx, keyHash: Buffer, answer: IdempotentAnswer): Promise<boolean> {
  await trx
    .deleteFrom('idempotency_keys')
    .where(sql<boolean>`created_at < now() - ${sql.lit(KEPT)}::interval`)
    .execute();
  const kept = await trx
    .insertInto('idempotency_keys')
    .values({ key_hash: keyHash, request_hash: answer.requestHash, response: answer.response })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key_hash')
    .executeTakeFirst();
  return kept !== undefined;
}
