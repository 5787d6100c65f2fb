import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { TokenPair } from '../../domain/connection.js';
import type { Cipher } from '../../util/encryption.js';
import { allowIdle, type Db, type Trx } from '../sql/postgres.js';
import type { GrantTable } from '../tables/connections.js';

/** Adds a grant that waits to be accepted, with its tokens sealed. */
export async function insertGrant(
  trx: Trx,
  cipher: Cipher,
  grant: { readonly id: string; readonly connectionId: string; readonly tokens: TokenPair },
): Promise<void> {
  await trx
    .insertInto('grants')
    .values({
      id: grant.id,
      connection_id: grant.connectionId,
      state: 'pending',
      tokens: seal(cipher, grant.id, grant.tokens),
      access_expires_at: grant.tokens.expiresAt,
    })
    .execute();
}

/** Returns the connection's current grant and the time of its consent; undefined if it has none. */
export async function currentGrant(db: Db, connectionId: string): Promise<{ id: string; grantedAt: Date } | undefined> {
  return db
    .selectFrom('grants')
    .select(['id', 'created_at as grantedAt'])
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'current')
    .executeTakeFirst();
}

/** Returns the tokens of a grant; undefined if they have been deleted. */
export async function tokensOf(db: Db, cipher: Cipher, grantId: string): Promise<TokenPair | undefined> {
  const grant = await db.selectFrom('grants').selectAll().where('id', '=', grantId).executeTakeFirst();
  return grant && open(cipher, grant);
}

/** How long a renewal may take, in milliseconds: more than Box's token endpoint may take to respond. */
const RENEWAL_MS = 60_000;

/**
 * Renews a grant's tokens under a lock on its row, because a refresh token works once: one worker refreshes, and the
 * others wait and take its result. `renew` gets the stored pair. It returns the new pair, which is committed before
 * anyone can use it, or the same pair if another worker has just renewed it. Undefined if the tokens have been deleted.
 */
export async function renewTokens(
  db: Db,
  cipher: Cipher,
  grantId: string,
  renew: (tokens: TokenPair) => Promise<TokenPair>,
): Promise<TokenPair | undefined> {
  return db.transaction().execute(async (trx) => {
    await allowIdle(trx, RENEWAL_MS);
    const grant = await trx.selectFrom('grants').selectAll().where('id', '=', grantId).forUpdate().executeTakeFirst();
    const tokens = grant && open(cipher, grant);
    if (!tokens) return undefined;
    const renewed = await renew(tokens);
    if (renewed !== tokens) await save(trx, cipher, grant.id, renewed);
    return renewed;
  });
}

/** Makes a pending grant the current one of its connection, and deletes the tokens of the one that it replaces. */
export async function acceptGrant(db: Db, connectionId: string, grantId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('grants')
      .set({ state: 'replaced', tokens: null })
      .where('connection_id', '=', connectionId)
      .where('state', '=', 'current')
      .where('id', '<>', grantId)
      .execute();
    await trx.updateTable('grants').set({ state: 'current' }).where('id', '=', grantId).execute();
  });
}

/** Refuses a grant and deletes its tokens. */
export async function refuseGrant(db: Db, grantId: string): Promise<void> {
  await db.updateTable('grants').set({ state: 'refused', tokens: null }).where('id', '=', grantId).execute();
}

/** Returns the grants of a connection whose tokens are still stored, in whatever state. */
export async function grantsWithTokens(db: Db, connectionId: string): Promise<string[]> {
  const grants = await db
    .selectFrom('grants')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('tokens', 'is not', null)
    .execute();
  return grants.map(({ id }) => id);
}

/** Marks the grants of a connection as revoked and deletes their tokens. */
export async function revokeGrants(db: Db, connectionId: string): Promise<void> {
  await db
    .updateTable('grants')
    .set({ state: 'revoked', tokens: null })
    .where('connection_id', '=', connectionId)
    .where('tokens', 'is not', null)
    .execute();
}

async function save(trx: Trx, cipher: Cipher, grantId: string, tokens: TokenPair): Promise<void> {
  await trx
    .updateTable('grants')
    .set({
      tokens: seal(cipher, grantId, tokens),
      access_expires_at: tokens.expiresAt,
      refreshed_at: tokens.issuedAt,
    })
    .where('id', '=', grantId)
    .execute();
}

/** The JSON inside a sealed text. */
const sealedTokens = z.object({ accessToken: z.string(), refreshToken: z.string() });

const contextOf = (grantId: string): string => `grant:${grantId}`;

function seal(cipher: Cipher, grantId: string, { accessToken, refreshToken }: TokenPair): string {
  return cipher.seal(JSON.stringify({ accessToken, refreshToken }), contextOf(grantId));
}

function open(
  cipher: Cipher,
  grant: Pick<Selectable<GrantTable>, 'id' | 'tokens' | 'access_expires_at' | 'refreshed_at' | 'created_at'>,
): TokenPair | undefined {
  if (grant.tokens === null) return undefined;
  const pair = sealedTokens.parse(JSON.parse(cipher.open(grant.tokens, contextOf(grant.id))));
  return { ...pair, issuedAt: grant.refreshed_at ?? grant.created_at, expiresAt: grant.access_expires_at };
}
