import { sql, type RawBuilder } from 'kysely';
import { ofConnection } from '../sql/by-key.js';

/** Rows that one statement reads when a generation ends. */
export const ROWS_AT_A_TIME = 20_000;

/**
 * The condition that a row of `files` or `folders`, under the alias `f`, is to be marked as gone when a generation is
 * complete: the generation has not recorded it and could have seen it. It could not see what a skipped user owns, or an
 * unknown user if the users could not be listed to the end, and what lies below a folder that is still in the frontier
 * (parked, or found since) or whose listing had gaps. A parked folder that this generation did not find does not count:
 * it is gone itself, or lies below another one that does.
 *
 * What is in the trash stays there until Box has purged it (`activities/scan/trash.ts`), or its owner has left.
 */
export const isUnseen = (
  kind: 'files' | 'folders',
  connectionId: string,
  generation: number,
): RawBuilder<boolean> => sql<boolean>`
  f.connection_id = ${ofConnection(connectionId)} and f.generation < ${generation}
  and (f.state = 'active' or (f.state = 'trashed' and not exists (
    select from box_users where connection_id = ${ofConnection(connectionId)} and user_id = f.owner_id)))
  and f.owner_id not in (
    select user_id from box_users where connection_id = ${ofConnection(connectionId)} and left_out is not null)
  and (not exists (select from scans
      where connection_id = ${ofConnection(connectionId)} and generation = ${generation} and users_problem is not null)
    or exists (select from box_users where connection_id = ${ofConnection(connectionId)} and user_id = f.owner_id))
  and not ${isBelow(kind, sql`frontier`, connectionId, sql`(p.parked_at is null or p.generation >= ${generation})`)}
  and not ${isBelow(kind, sql`scan_gaps`, connectionId, sql`true`)}`;

/** Whether a row lies in or below one of the folders in `parts`, which name a root by '0' and its owner. */
const isBelow = (
  kind: 'files' | 'folders',
  parts: RawBuilder<unknown>,
  connectionId: string,
  counts: RawBuilder<unknown>,
): RawBuilder<boolean> => sql<boolean>`(
  exists (select from ${parts} p
    where p.connection_id = ${ofConnection(connectionId)} and p.folder_id = '0' and p.user_id = f.owner_id and ${counts})
  or exists (select from ${parts} p
    where p.connection_id = ${ofConnection(connectionId)} and p.folder_id <> '0' and p.folder_id = any(${foldersAbove(kind)}) and ${counts}))`;

/** The folder that holds the row, with those above it. */
const foldersAbove = (kind: 'files' | 'folders'): RawBuilder<unknown> =>
  kind === 'folders'
    ? sql`array_append(f.ancestor_ids, f.folder_id)`
    : sql`(array_append((select d.ancestor_ids from folders d
        where d.connection_id = f.connection_id and d.folder_id = f.folder_id), f.folder_id))::text[]`;
