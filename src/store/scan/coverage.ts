import { effectiveCoverage } from '../../domain/coverage.js';
import type { Coverage } from '../../domain/connection.js';
import type { Db } from '../sql/postgres.js';
import { unseenParts } from './unseen-parts.js';

/** Whether a connection has scanned every file of its enterprise, and misses nothing now. */
export async function hasSeenAll(
  db: Db,
  { id, coverage }: { readonly id: string; readonly coverage: Coverage | null },
): Promise<boolean> {
  if (effectiveCoverage(coverage, await unseenParts(db, id)) !== 'full') return false;
  const completed = await db
    .selectFrom('scans')
    .select('generation')
    .where('connection_id', '=', id)
    .where('outcome', '=', 'completed')
    .limit(1)
    .executeTakeFirst();
  return completed !== undefined;
}
