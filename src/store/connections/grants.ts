import type { Cipher } from '../../util/encryption.js';
import type { Db, Trx } from '../sql/postgres.js';

/** A token pair at rest and in use; never logged, never in a workflow. */
export interface StoredTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
}

/** The connection's current grant and when it was given; undefined when it has none. */
export async function currentGrant(db: Db, connectionId: string): Promise<{ id: string; grantedAt: Date } | undefined> {
  return db
    .selectFrom('grants')
    .select(['id', 'created_at as grantedAt'])
    .where('connection_id', '=', connectionId)
    .where('state', '=', 'current')
    .executeTakeFirst();
}

/** The tokens of a grant; undefined when they were forgotten. */
export async function tokensOf(db: Db, cipher: Cipher, grantId: string): Promise<StoredTokens | undefined> {
  const grant = await db.selectFrom('grants').selectAll().where('id', '=', grantId).executeTakeFirst();
  return grant && open(cipher, grant);
}

/**
 * Renews a grant's tokens under a lock on its row, so that of all workers one refreshes and the others take what it
 * got: a refresh token works once. `renew` gets the pair and returns the new one, which is committed before anybody
 * uses it; or the pair itself if somebody else renewed it meanwhile. Undefined when the tokens were forgotten.
 */
export async function renewTokens(
  db: Db,
  cipher: Cipher,
  grantId: string,
  renew: (tokens: StoredTokens) => Promise<StoredTokens>,
): Promise<StoredTokens | undefined> {
  return db.transaction().execute(async (trx) => {
    const grant = await trx.selectFrom('grants').selectAll().where('id', '=', grantId).forUpdate().executeTakeFirst();
    const tokens = grant && open(cipher, grant);
    if (!tokens) return undefined;
    const renewed = await renew(tokens);
    if (renewed !== tokens) await save(trx, cipher, grant.id, renewed);
    return renewed;
  });
}

/** Makes a pending grant the connection's current one; the one before it is replaced and its tokens forgotten. */
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

/** Forgets a grant that is not wanted. */
export async function refuseGrant(db: Db, grantId: string): Promise<void> {
  await db.updateTable('grants').set({ state: 'refused', tokens: null }).where('id', '=', grantId).execute();
}

/** The grants of a connection whose tokens are still held, whether or not they came to be used. */
export async function livingGrants(db: Db, connectionId: string): Promise<string[]> {
  const grants = await db
    .selectFrom('grants')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('tokens', 'is not', null)
    .execute();
  return grants.map(({ id }) => id);
}

/** Forgets all tokens of a connection. */
export async function forgetGrants(db: Db, connectionId: string): Promise<void> {
  await db
    .updateTable('grants')
    .set({ state: 'revoked', tokens: null })
    .where('connection_id', '=', connectionId)
    .where('tokens', 'is not', null)
    .execute();
}

function open(
  cipher: Cipher,
  grant: { id: string; tokens: string | null; access_expires_at: Date },
): StoredTokens | undefined {
  if (grant.tokens === null) return undefined;
  const pair = JSON.parse(cipher.open(grant.tokens, `grant:${grant.id}`)) as Pick<
    StoredTokens,
    'accessToken' | 'refreshToken'
  >;
  return { ...pair, expiresAt: grant.access_expires_at };
}

async function save(
  trx: Trx,
  cipher: Cipher,
  grantId: string,
  { accessToken, refreshToken, expiresAt }: StoredTokens,
): Promise<void> {
  const tokens = cipher.seal(JSON.stringify({ accessToken, refreshToken }), `grant:${grantId}`);
  await trx
    .updateTable('grants')
    .set({ tokens, access_expires_at: expiresAt, refreshed_at: new Date() })
    .where('id', '=', grantId)
    .execute();
}
