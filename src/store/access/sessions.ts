import { sql } from 'kysely';
import type { Db, Trx } from '../sql/postgres.js';

/** Sessions, and sign-in links, that one token may have at a time: the newest stay. */
const MAX_PER_TOKEN = 100;
/** Expired rows that are swept out with every new one. */
const SWEPT_AT_A_TIME = 1_000;

/** A session: it stands for a token, and ends with it. */
export interface Session {
  readonly idHash: Buffer;
  readonly tokenHash: Buffer;
  readonly expiresAt: Date;
}

/** Keeps a session. */
export async function insertSession(trx: Trx, { idHash, tokenHash, expiresAt }: Session): Promise<void> {
  await makeRoom(trx, 'sessions', 'id_hash', tokenHash);
  await trx
    .insertInto('sessions')
    .values({ id_hash: idHash, token_hash: tokenHash, created_at: new Date(), expires_at: expiresAt })
    .execute();
}

/** The session of this hash, unless it has expired. Whether its token is still good is up to the caller. */
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

/** Keeps a sign-in link, by the hash of its code. */
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

/** Whether there is a sign-in link of this hash, and it has not expired. */
export async function isSignInLink(db: Db, codeHash: Buffer): Promise<boolean> {
  const found = await db
    .selectFrom('sign_in_links')
    .select('expires_at')
    .where('code_hash', '=', codeHash)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
  return found !== undefined;
}

/** Uses a sign-in link up: the token that it stands for; undefined when it was used, has expired or never was. */
export async function takeSignInLink(trx: Trx, codeHash: Buffer): Promise<Buffer | undefined> {
  const taken = await trx
    .deleteFrom('sign_in_links')
    .where('code_hash', '=', codeHash)
    .where('expires_at', '>', sql<Date>`now()`)
    .returning('token_hash')
    .executeTakeFirst();
  return taken?.token_hash;
}

/** Sweeps out what has expired, and what is too much for one token. */
async function makeRoom(
  trx: Trx,
  table: 'sessions' | 'sign_in_links',
  key: 'id_hash' | 'code_hash',
  tokenHash: Buffer,
): Promise<void> {
  const [from, id] = [sql.table(table), sql.ref(key)];
  await sql`
    delete from ${from} where ${id} in (
      (select ${id} from ${from} where expires_at <= now() limit ${SWEPT_AT_A_TIME})
      union all
      (select ${id} from ${from} where token_hash = ${tokenHash} order by created_at desc
       limit ${SWEPT_AT_A_TIME} offset ${MAX_PER_TOKEN - 1})
    )`.execute(trx);
}
