import { sql, type Kysely } from 'kysely';

/**
 * Promotions are loaded by their turn, in which each owner has one, so that those of different owners alternate. Before,
 * thousands of changes of one user came before a later change of another. Promotions that wait have turn 0, as those that
 * a worker of the version before adds.
 *
 * The second index finds the last turn of an owner. Its expression keeps Postgres from the first one for that, which has
 * the same order of turns and would be read until a row of the owner comes.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await sql.raw(statement).execute(db);
}

const STATEMENTS = [
  `alter table promotions add column turn integer not null default 0`,
  `drop index promotions_next`,
  `create index promotions_next on promotions (connection_id, rank, turn, seq) where parked_at is null`,
  `create index promotions_by_owner on promotions
     (connection_id, (rank::text || '/' || coalesce(owner_id, '')), turn) where parked_at is null`,
];
