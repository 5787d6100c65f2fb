import type { ApiRole } from '../../domain/access.js';
import type { Db } from '../sql/postgres.js';
import { sha256 } from '../../util/sha256.js';

/** An API token without its secret. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly role: ApiRole;
}

/** Hashes a token for storage. Tokens are long and random, so a plain SHA-256 is enough. */
export const hashToken = sha256;

/** Returns the token with this hash; undefined if it is unknown or revoked. */
export async function findToken(db: Db, hash: Buffer): Promise<ApiToken | undefined> {
  return db
    .selectFrom('api_tokens')
    .select(['id', 'name', 'role'])
    .where('token_hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
}

/** Stores a token by its hash. */
export async function insertToken(db: Db, token: ApiToken & { readonly hash: Buffer }): Promise<void> {
  const { id, name, role, hash } = token;
  await db.insertInto('api_tokens').values({ id, name, role, token_hash: hash }).execute();
}

/** Returns all tokens, newest first. */
export async function listTokens(db: Db): Promise<(ApiToken & { createdAt: Date; revokedAt: Date | null })[]> {
  return db
    .selectFrom('api_tokens')
    .select(['id', 'name', 'role', 'created_at as createdAt', 'revoked_at as revokedAt'])
    .orderBy('created_at', 'desc')
    .execute();
}

/** Revokes a token; false if it is unknown or already revoked. */
export async function revokeApiToken(db: Db, id: string): Promise<boolean> {
  const revoked = await db
    .updateTable('api_tokens')
    .set({ revoked_at: new Date() })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return revoked !== undefined;
}
