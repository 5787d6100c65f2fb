import type { Coverage } from '../../domain/connection.js';
import { ofConnection } from '../sql/by-key.js';
import type { Db } from '../sql/postgres.js';
import { unseenParts } from './unseen-parts.js';

/**
 * Returns the users whose files a connection may lack, if it has once scanned every other file of its enterprise; null if
 * it has not, or cannot see now which users there are. A folder that is parked keeps the files that are known.
 */
export async function ownersNotSeen(
  db: Db,
  { id, coverage }: { readonly id: string; readonly coverage: Coverage | null },
): Promise<readonly string[] | null> {
  if (coverage !== 'full') return null;
  const completed = await db
    .selectFrom('scans')
    .select('generation')
    .where('connection_id', '=', ofConnection(id))
    .where('outcome', '=', 'completed')
    .limit(1)
    .executeTakeFirst();
  if (!completed) return null;
  const { usersListingIncomplete, asUserRefusedSince } = await unseenParts(db, id);
  if (usersListingIncomplete || asUserRefusedSince !== null) return null;
  const skipped = await db
    .selectFrom('box_users')
    .select('user_id')
    .where('connection_id', '=', ofConnection(id))
    .where('left_out', 'is not', null)
    .execute();
  return skipped.map((user) => user.user_id);
}
