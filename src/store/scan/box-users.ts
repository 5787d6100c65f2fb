import { sql } from 'kysely';
import type { Problem } from '../../domain/problems.js';
import { rowsOf } from '../sql/json-rows.js';
import type { Db } from '../sql/postgres.js';

/** A managed user of the enterprise; `leftOut` says why its files are not scanned. */
export interface StoredUser {
  readonly userId: string;
  readonly login: string;
  readonly name: string;
  readonly role: 'admin' | 'coadmin' | 'user';
  readonly status: string;
  readonly leftOut: Problem | null;
}

/** Records users as a generation's listing saw them. */
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
    left_out: user.leftOut,
    generation,
  }));
  await sql`
    insert into box_users as u select * from ${rowsOf('box_users', rows)}
    on conflict (connection_id, user_id) do update set
      login = excluded.login, name = excluded.name, role = excluded.role, status = excluded.status,
      left_out = excluded.left_out, generation = greatest(u.generation, excluded.generation)`.execute(db);
}

/** Leaves a user out of the coverage, with the reason. */
export async function leaveUserOut(db: Db, connectionId: string, userId: string, reason: Problem): Promise<void> {
  await db
    .updateTable('box_users')
    .set({ left_out: JSON.stringify(reason) })
    .where('connection_id', '=', connectionId)
    .where('user_id', '=', userId)
    .execute();
}

/** Leaves out all users whom `generation` did not see: they may well be there, but this account may not list them. */
export async function leaveUnseenUsersOut(
  db: Db,
  connectionId: string,
  generation: number,
  reason: Problem,
): Promise<void> {
  await db
    .updateTable('box_users')
    .set({ left_out: JSON.stringify(reason) })
    .where('connection_id', '=', connectionId)
    .where('generation', '<', generation)
    .execute();
}

/** Forgets users whom the enterprise no longer has: one by name, or all that `generation` did not see. */
export async function forgetUsers(
  db: Db,
  connectionId: string,
  which: { readonly userId: string } | { readonly unseenIn: number },
): Promise<void> {
  const users = db.deleteFrom('box_users').where('connection_id', '=', connectionId);
  if ('userId' in which) await users.where('user_id', '=', which.userId).execute();
  else await users.where('generation', '<', which.unseenIn).execute();
}

/** Returns the users of a connection by id: those of `ids`, or all if `ids` is missing. Unknown ids are missing. */
export async function usersById(
  db: Db,
  connectionId: string,
  ids?: readonly string[],
): Promise<Map<string, Pick<StoredUser, 'login' | 'leftOut' | 'name' | 'role'>>> {
  let query = db
    .selectFrom('box_users')
    .select(['user_id', 'login', 'name', 'role', 'left_out as leftOut'])
    .where('connection_id', '=', connectionId);
  if (ids) query = query.where('user_id', '=', sql<string>`any(${ids}::text[])`);
  return new Map((await query.execute()).map((row) => [row.user_id, row]));
}
