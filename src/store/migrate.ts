import { Migrator, type Kysely, type Migration } from 'kysely';
import type { Db } from './sql/postgres.js';
import * as initial from './migrations/0001-initial.js';
import * as promotionsByEvent from './migrations/0002-promotions-by-event.js';
import * as listsAtScale from './migrations/0003-lists-at-scale.js';
import * as portal from './migrations/0004-portal.js';
import * as inProgress from './migrations/0005-in-progress.js';
import * as healing from './migrations/0006-healing.js';
import * as unclearEvents from './migrations/0007-unclear-events.js';
import * as health from './migrations/0008-health.js';
import * as oneNumber from './migrations/0009-one-number.js';
import * as rescans from './migrations/0010-rescans.js';
import * as oldInserts from './migrations/0013-old-inserts.js';
import * as scanCounters from './migrations/0015-scan-counters.js';
import * as boxPace from './migrations/0016-box-pace.js';
import * as eventsByMonth from './migrations/0017-events-by-month.js';
import * as roomForUpdates from './migrations/0018-room-for-updates.js';
import * as leases from './migrations/0019-leases.js';
import * as turns from './migrations/0020-turns.js';
import * as byListing from './migrations/0021-by-listing.js';
import * as fileCounts from './migrations/0022-file-counts.js';
import * as frontierFolder from './migrations/0023-frontier-folder.js';
import * as promotionTurns from './migrations/0024-promotion-turns.js';

/** All migrations in order. Never rename a released migration. */
const MIGRATIONS: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-promotions-by-event': promotionsByEvent,
  '0003-lists-at-scale': listsAtScale,
  '0004-portal': portal,
  '0005-in-progress': inProgress,
  '0006-healing': healing,
  '0007-unclear-events': unclearEvents,
  '0008-health': health,
  '0009-one-number': oneNumber,
  '0010-rescans': rescans,
  '0013-old-inserts': oldInserts,
  '0015-scan-counters': scanCounters,
  '0016-box-pace': boxPace,
  '0017-events-by-month': eventsByMonth,
  '0018-room-for-updates': roomForUpdates,
  '0019-leases': leases,
  '0020-turns': turns,
  '0021-by-listing': byListing,
  '0022-file-counts': fileCounts,
  '0023-frontier-folder': frontierFolder,
  '0024-promotion-turns': promotionTurns,
};

const migratorOf = (db: Db): Migrator =>
  new Migrator({ db: db as Kysely<unknown>, provider: { getMigrations: () => Promise.resolve(MIGRATIONS) } });

/**
 * Applies the pending migrations, up to the one named `last` if it is given, and returns their names. If several processes
 * call it, one migrates and the others wait.
 */
export async function migrateToLatest(db: Db, last?: string): Promise<string[]> {
  const migrator = migratorOf(db);
  const { error, results } = await (last === undefined ? migrator.migrateToLatest() : migrator.migrateTo(last));
  if (error) throw error instanceof Error ? error : new Error('The migration failed', { cause: error });
  return (results ?? []).filter(({ status }) => status === 'Success').map(({ migrationName }) => migrationName);
}

/** Whether the database lacks a migration of this version. */
export async function migrationsPending(db: Db): Promise<boolean> {
  const migrations = await migratorOf(db).getMigrations();
  return migrations.some(({ executedAt }) => executedAt === undefined);
}
