import { sql, type RawBuilder } from 'kysely';

/** Rows that one statement reads when a generation ends. */
export const ROWS_AT_A_TIME = 20_000;

/**
 * The condition that a row of `files` or `folders`, under the alias `f`, is to be marked as gone when a generation is
 * complete: the generation has not recorded it, and its owner is not a skipped user.
 */
export const isUnseen = (connectionId: string, generation: number): RawBuilder<boolean> => sql<boolean>`
  f.connection_id = ${connectionId} and f.generation < ${generation} and f.state <> 'gone'
  and f.owner_id not in (
    select user_id from box_users where connection_id = ${connectionId} and left_out is not null)`;
