import { sql } from 'kysely';
import { effectiveCoverage, type Unseen } from '../../domain/coverage.js';
import type { Coverage } from '../../domain/connection.js';
import type { Db } from '../sql/postgres.js';

/** What a connection's scan could not see, and whether it has ever seen everything. */
export interface ScanCoverage extends Unseen {
  /** Whether a generation has been completed. */
  readonly hasCompleted: boolean;
}

/** Reads what a connection's scan could not see. */
export async function readCoverage(db: Db, connectionId: string): Promise<ScanCoverage> {
  const { rows } = await sql<ScanCoverage>`
    select
      (select count(*) from box_users where connection_id = ${connectionId} and left_out is not null) as "skippedUsers",
      (select count(*) from frontier where connection_id = ${connectionId} and parked_at is not null) as "parkedFolders",
      (select count(*) from promotions where connection_id = ${connectionId} and parked_at is not null) as "parkedItems",
      exists (select from scans where connection_id = ${connectionId} and outcome = 'completed') as "hasCompleted"`.execute(
    db,
  );
  return rows[0] ?? { skippedUsers: 0, parkedFolders: 0, parkedItems: 0, hasCompleted: false };
}

/** Whether a connection has scanned every file of its enterprise, and misses nothing now. */
export const isComplete = (base: Coverage | null, coverage: ScanCoverage): boolean =>
  coverage.hasCompleted && effectiveCoverage(base, coverage) === 'full';
