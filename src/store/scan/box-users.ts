import { sql } from 'kysely';
import type { AccountRole } from '../../domain/connection.js';
import type { Problem } from '../../domain/problems.js';
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

/** Inserts or updates users under a generation. */
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
    generation,
  }));
  await sql`
    insert into box_users as u select * from ${fromJsonRows('box_users', rows)}
    on conflict (connection_id, user_id) do update set
      login = excluded.login, name = excluded.name, role = excluded.role, status = excluded.status,
      left_out = excluded.left_out, generation = greatest(u.generation, excluded.generation)`.execute(db);
}

/** Marks a user as skipped, with the reason. */
export async function skipUser(db: Db, connectionId: string, userId: string, reason: Problem): Promise<void> {
  await db
    .updateTable('box_users')
    .set({ left_out: JSON.stringify(reason) })
    .where('connection_id', '=', connectionId)
    .where('user_id', '=', userId)
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
    .set({ left_out: JSON.stringify(reason) })
    .where('connection_id', '=', connectionId)
    .where('generation', '<', generation)
    .execute();
}

/** Deletes users who have left the enterprise: one of them, or all that a generation has not seen. */
export async function deleteUsers(
  db: Db,
  connectionId: string,
  which: { readonly userId: string } | { readonly unseenIn: number },
): Promise<void> {
  const users = db.deleteFrom('box_users').where('connection_id', '=', connectionId);
  if ('userId' in which) await users.where('user_id', '=', which.userId).execute();
  else await users.where('generation', '<', which.unseenIn).execute();
}

/** Returns the users with these ids, by id; unknown ids are missing. */
export async function usersById(
  db: Db,
  connectionId: string,
  ids: readonly string[],
): Promise<Map<string, Pick<StoredUser, 'login' | 'skippedReason' | 'name' | 'role'>>> {
  const rows = await db
    .selectFrom('box_users')
    .select(['user_id', 'login', 'name', 'role', 'left_out as skippedReason'])
    .where('connection_id', '=', connectionId)
    .where('user_id', '=', sql<string>`any(${ids}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.user_id, row]));
}
