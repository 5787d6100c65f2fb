import { sql } from 'kysely';
import type { AccountRole } from '../../domain/connection.js';
import type { Problem, ProblemCode } from '../../domain/problems.js';
import { ofConnection, rowsByKey } from '../sql/by-key.js';
import { fromJsonRows } from '../sql/json-rows.js';
import type { Db } from '../sql/postgres.js';

/** A managed user of the enterprise. */
export interface StoredUser {
  readonly userId: string;
  readonly login: string;
  readonly name: string;
  readonly role: AccountRole;
  readonly status: string;
  /** Why this user's files are not scanned; null if they are. */
  readonly skippedReason: Problem | null;
}

/** The reasons for skipping a user that only an attempt to act as the user can remove. */
const REFUSALS = ['user_not_impersonable', 'coadmin_limited'] as const satisfies readonly ProblemCode[];

/** Inserts or updates users under a generation. A user whom Box refused stays skipped until acting as the user works. */
export async function upsertUsers(
  db: Db,
  connectionId: string,
  generation: number,
  users: readonly StoredUser[],
): Promise<void> {
  if (users.length === 0) return;
  const rows = users.map((user) => ({
    connection_id: connectionId,
    user_id: user.userId,
    login: user.login,
    name: user.name,
    role: user.role,
    status: user.status,
    left_out: user.skippedReason,
    left_out_at: user.skippedReason && new Date(),
    generation,
  }));
  await sql`
    insert into box_users as u select * from ${fromJsonRows('box_users', rows)}
    on conflict (connection_id, user_id) do update set
      login = excluded.login, name = excluded.name, role = excluded.role, status = excluded.status,
      left_out = case when excluded.left_out is null and u.left_out ->> 'code' = any(${[...REFUSALS]}::text[])
        then u.left_out else excluded.left_out end,
      left_out_at = case when excluded.left_out is null and u.left_out ->> 'code' = any(${[...REFUSALS]}::text[])
        then u.left_out_at else coalesce(case when excluded.left_out is not null then u.left_out_at end,
          excluded.left_out_at) end,
      generation = greatest(u.generation, excluded.generation)`.execute(db);
}

/** Another reason does not change since when a user is skipped. */
const SINCE = sql<Date>`coalesce(left_out_at, now())`;

/** Marks a user as skipped, with the reason. */
export async function skipUser(db: Db, connectionId: string, userId: string, reason: Problem): Promise<void> {
  await db
    .updateTable('box_users')
    .set({ left_out: JSON.stringify(reason), left_out_at: SINCE })
    .where('connection_id', '=', ofConnection(connectionId))
    .where('user_id', '=', userId)
    .execute();
}

/** Ends the skipping of a user whom Box refused: acting as the user has worked. */
export async function unskipUser(db: Db, connectionId: string, userId: string): Promise<void> {
  await db
    .updateTable('box_users')
    .set({ left_out: null, left_out_at: null })
    .where('connection_id', '=', ofConnection(connectionId))
    .where('user_id', '=', userId)
    .where(sql`left_out ->> 'code'`, 'in', [...REFUSALS])
    .execute();
}

/** Marks all users as skipped that `generation` has not seen: they may exist, but this account may not list them. */
export async function skipUnseenUsers(
  db: Db,
  connectionId: string,
  generation: number,
  reason: Problem,
): Promise<void> {
  await db
    .updateTable('box_users')
    .set({ left_out: JSON.stringify(reason), left_out_at: SINCE })
    .where('connection_id', '=', ofConnection(connectionId))
    .where('generation', '<', generation)
    .execute();
}

/** Deletes users who have left the enterprise: one of them, or all that a generation has not seen. */
export async function deleteUsers(
  db: Db,
  connectionId: string,
  which: { readonly userId: string } | { readonly unseenIn: number },
): Promise<void> {
  const users = db.deleteFrom('box_users').where('connection_id', '=', ofConnection(connectionId));
  if ('userId' in which) await users.where('user_id', '=', which.userId).execute();
  else await users.where('generation', '<', which.unseenIn).execute();
}

/** Returns the users with these ids, by id; unknown ids are missing. */
export async function usersById(
  db: Db,
  connectionId: string,
  ids: readonly string[],
): Promise<Map<string, Pick<StoredUser, 'login' | 'skippedReason' | 'name' | 'role'>>> {
  const { rows } = await sql<Pick<StoredUser, 'userId' | 'login' | 'skippedReason' | 'name' | 'role'>>`
    select u.user_id as "userId", u.login, u.name, u.role, u.left_out as "skippedReason"
    from ${rowsByKey('box_users', { connectionId, ids })} u`.execute(db);
  return new Map(rows.map(({ userId, ...user }) => [userId, user]));
}

/**
 * Returns up to `limit` ordinary users whose files are scanned, other than these two, to compare a failing user with:
 * first those whose root is not parked, in random order.
 */
export async function usersToCompare(
  db: Db,
  connectionId: string,
  who: { readonly otherThan: readonly string[]; readonly limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ user_id: string }>`
    select u.user_id from box_users u
    left join frontier f on f.connection_id = u.connection_id and f.user_id = u.user_id and f.folder_id = '0'
      and f.parked_at is not null
    where u.connection_id = ${ofConnection(connectionId)} and u.left_out is null and u.role = 'user' and u.status = 'active'
      and u.user_id <> all(${[...who.otherThan]}::text[])
    order by f.user_id is not null, random() limit ${who.limit}`.execute(db);
  return rows.map((row) => row.user_id);
}

/** Whether users other than this one have been listed: a generation can go on with them. */
export async function hasOtherUsers(db: Db, connectionId: string, userId: string): Promise<boolean> {
  const other = await db
    .selectFrom('box_users')
    .select('user_id')
    .where('connection_id', '=', ofConnection(connectionId))
    .where('user_id', '<>', userId)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** Returns the next scanned users after an id, at most `limit`, in ascending order. */
export async function scannedUsers(
  db: Db,
  connectionId: string,
  page: { readonly after: string; readonly limit: number },
): Promise<string[]> {
  const rows = await db
    .selectFrom('box_users')
    .select('user_id')
    .where('connection_id', '=', ofConnection(connectionId))
    .where('left_out', 'is', null)
    .where('user_id', '>', page.after)
    .orderBy('user_id')
    .limit(page.limit)
    .execute();
  return rows.map((row) => row.user_id);
}
