import { sql } from 'kysely';
import type { Db, Trx } from '../sql/postgres.js';

/** The most sessions, and the most sign-in links, of one token: the newest are kept. */
const MAX_PER_TOKEN = 100;
/** The most rows that one insert cleans up. */
const CLEANUP_ROWS = 1_000;

/** A session of the portal. It has the rights of its token and ends with it. */
export interface Session {
  readonly idHash: Buffer;
  readonly tokenHash: Buffer;
  readonly expiresAt: Date;
}

/** Stores a session. */
export async function insertSession(trx: Trx, { idHash, tokenHash, expiresAt }: Session): Promise<void> {
  await makeRoom(trx, 'sessions', 'id_hash', tokenHash);
  await trx
    .insertInto('sessions')
    .values({ id_hash: idHash, token_hash: tokenHash, created_at: new Date(), expires_at: expiresAt })
    .execute();
}

/** Returns the session with this hash; undefined if it has expired. The caller must check its token. */
export async function findSession(db: Db, idHash: Buffer): Promise<Session | undefined> {
  return db
    .selectFrom('sessions')
    .select(['id_hash as idHash', 'token_hash as tokenHash', 'expires_at as expiresAt'])
    .where('id_hash', '=', idHash)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
}

/** Ends a session. */
export async function deleteSession(db: Db, idHash: Buffer): Promise<void> {
  await db.deleteFrom('sessions').where('id_hash', '=', idHash).execute();
}

/** Stores a sign-in link by the hash of its code. */
export async function insertSignInLink(
  trx: Trx,
  {
    codeHash,
    tokenHash,
    expiresAt,
  }: { readonly codeHash: Buffer; readonly tokenHash: Buffer; readonly expiresAt: Date },
): Promise<void> {
  await makeRoom(trx, 'sign_in_links', 'code_hash', tokenHash);
  await trx
    .insertInto('sign_in_links')
    .values({ code_hash: codeHash, token_hash: tokenHash, created_at: new Date(), expires_at: expiresAt })
    .execute();
}

/** Whether a sign-in link with this hash exists and has not expired. */
export async function isSignInLink(db: Db, codeHash: Buffer): Promise<boolean> {
  const found = await db
    .selectFrom('sign_in_links')
    .select('expires_at')
    .where('code_hash', '=', codeHash)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return found !== undefined;
}

/** Deletes a sign-in link and returns the hash of its token; undefined if it is used, expired or unknown. */
export async function consumeSignInLink(trx: Trx, codeHash: Buffer): Promise<Buffer | undefined> {
  const taken = await trx
    .deleteFrom('sign_in_links')
    .where('code_hash', '=', codeHash)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('token_hash')
    .executeTakeFirst();
  return taken?.token_hash;
}

/** Deletes expired rows, and the oldest rows of a token that has the most allowed. */
async function makeRoom(
  trx: Trx,
  table: 'sessions' | 'sign_in_links',
  key: 'id_hash' | 'code_hash',
  tokenHash: Buffer,
): Promise<void> {
  const [from, id] = [sql.table(table), sql.ref(key)];
  await sql`
    delete from ${from} where ${id} in (
      (select ${id} from ${from} where expires_at <= now() limit ${CLEANUP_ROWS})
      union all
      (select ${id} from ${from} where token_hash = ${tokenHash} order by created_at desc
       limit ${CLEANUP_ROWS} offset ${MAX_PER_TOKEN - 1})
    )`.execute(trx);
}
