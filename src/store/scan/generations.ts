import { sql } from 'kysely';
import type { Problem } from '../../domain/problems.js';
import type { ScanOutcome } from '../../domain/scan.js';
import { recordScanBegun } from '../connections/connections.js';
import type { Db, Trx } from '../sql/postgres.js';
import type { ListingMet } from '../tables/scan.js';
import { takeCounters } from './counters.js';
import { hasPendingFolders } from './frontier-state.js';
import { clearFrontier, removeLostParkedFolders, restartPendingFolders } from './frontier.js';
import { removeLostGaps } from './gaps.js';
import { retryParkedPromotions } from './promotions.js';
import { markUnseenFilesGone } from './scanned-files.js';
import { markUnseenFoldersGone } from './scanned-folders.js';
import { unseenParts } from './unseen-parts.js';

/**
 * Begins a generation, or returns the running one. If the running one is `abandon`, it is ended first. A repeated call
 * is harmless: it names the old generation, so it never abandons the one that the first call began.
 */
export async function beginGeneration(
  db: Db,
  connectionId: string,
  abandon: number | null,
): Promise<{ generation: number }> {
  return db.transaction().execute(async (trx) => {
    // Exclusive: waits for transactions that record results under the previous generation (lockGeneration).
    await sql`select pg_advisory_xact_lock(${lockOf(connectionId)})`.execute(trx);
    const last = await trx
      .selectFrom('scans')
      .select(['generation', 'finished_at'])
      .where('connection_id', '=', connectionId)
      .orderBy('generation', 'desc')
      .limit(1)
      .executeTakeFirst();
    const isRunning = last?.finished_at === null;
    if (isRunning && last.generation !== abandon) return { generation: last.generation };
    if (isRunning) {
      await finish(trx, connectionId, last.generation, 'abandoned');
      await clearFrontier(trx, connectionId);
    }
    // Priority rescans count between two scans as well.
    if (last) await foldCounters(trx, connectionId, last.generation);
    const generation = (last?.generation ?? 0) + 1;
    await trx.insertInto('scans').values({ connection_id: connectionId, generation, started_at: new Date() }).execute();
    // In the same transaction, so that no reader sees the new generation with the state of the finished one.
    await recordScanBegun(trx, connectionId);
    // Parked folders are retried as soon as the new generation has found them.
    await retryParkedPromotions(trx, connectionId);
    await restartPendingFolders(trx, connectionId);
    return { generation };
  });
}

export type { ListingMet } from '../tables/scan.js';

/** The listing of users of a generation. */
export interface UsersListing {
  readonly marker: string | null;
  /** What it has met so far; null before its second page. */
  readonly met: ListingMet | null;
  /** Whether folders can be scanned: the users are listed, or known from before. */
  readonly done: boolean;
  /** Why the users could not be listed to the end; null if they were, or are being listed. */
  readonly problem: Problem | null;
  /** The number of failed attempts to list them. */
  readonly attempts: number;
}

/** Returns the progress of a generation's listing of users. */
export async function usersListing(db: Db, connectionId: string, generation: number): Promise<UsersListing> {
  const row = await db
    .selectFrom('scans')
    .select(['users_marker', 'users_guard', 'users_listed', 'users_problem', 'users_attempts'])
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .executeTakeFirstOrThrow();
  return {
    marker: row.users_marker,
    met: row.users_guard,
    done: row.users_listed,
    problem: row.users_problem,
    attempts: row.users_attempts,
  };
}

/** Saves the marker of the next page of users with what the listing has met; a null marker ends the listing. */
export async function moveUsersListing(
  db: Db,
  connectionId: string,
  generation: number,
  page: { readonly marker: string | null; readonly met: ListingMet },
): Promise<void> {
  const isComplete = page.marker === null;
  await db
    .updateTable('scans')
    .set({
      users_marker: page.marker,
      users_guard: isComplete ? null : JSON.stringify(page.met),
      ...(isComplete
        ? { users_listed: true, users_problem: null, users_since: null, users_retry_at: null, users_attempts: 0 }
        : {}),
    })
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .execute();
}

/**
 * Records why the users could not be listed to the end. With `goOn`, the generation scans the users that are known. The
 * listing is tried again from its first page, after pauses from a minute to an hour.
 */
export async function recordUsersProblem(
  db: Db,
  connectionId: string,
  generation: number,
  how: { readonly error: Problem; readonly goOn: boolean },
): Promise<void> {
  await db
    .updateTable('scans')
    .set((eb) => ({
      users_marker: null,
      users_guard: null,
      ...(how.goOn ? { users_listed: true } : {}),
      users_problem: JSON.stringify(how.error),
      users_since: sql<Date>`coalesce(users_since, now())`,
      users_attempts: eb('users_attempts', '+', 1),
      users_retry_at: sql<Date>`now() + make_interval(secs => least(60 * 2.0 ^ least(users_attempts, 20), 3600))`,
    }))
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .execute();
}

/**
 * Takes the next attempt to list the users, if it is due; false if it is not, or another worker has taken it. If that
 * worker dies, the attempt is due again ten minutes later.
 */
export async function takeUsersRetry(db: Db, connectionId: string, generation: number): Promise<boolean> {
  const taken = await db
    .updateTable('scans')
    .set({ users_retry_at: sql<Date>`now() + interval '10 minutes'` })
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .where('users_problem', 'is not', null)
    .where('users_retry_at', '<=', sql<Date>`now()`)
    .returning('generation')
    .executeTakeFirst();
  return taken !== undefined;
}

/**
 * Ends a generation once its users are listed and no folder is pending; false, and nothing is marked, if that is not so, or
 * if the generation is unknown. Files and folders that it has not recorded are marked as gone, except those that it could
 * not have seen: of skipped users, of users whom an incomplete list may lack, and below what is parked or could not be
 * read. With anything parked or unread the generation is `partial`.
 */
export async function completeGeneration(db: Db, connectionId: string, generation: number): Promise<boolean> {
  if (!(await areUsersListed(db, connectionId, generation))) return false;
  if (await hasPendingFolders(db, connectionId)) return false;
  await markUnseenFilesGone(db, connectionId, generation);
  await markUnseenFoldersGone(db, connectionId, generation);
  await removeLostGaps(db, connectionId);
  return db.transaction().execute(async (trx) => {
    if (await hasPendingFolders(trx, connectionId)) return false;
    await removeLostParkedFolders(trx, connectionId, generation);
    const unseen = await unseenParts(trx, connectionId);
    const isWhole =
      unseen.parkedFolders + unseen.unreadableEntries === 0 &&
      !unseen.usersListingIncomplete &&
      unseen.endlessListings === 0;
    await finish(trx, connectionId, generation, isWhole ? 'completed' : 'partial');
    return true;
  });
}

/** Whether the users of a generation are listed, or it scans the known ones; false for an unknown generation. */
export async function areUsersListed(db: Db, connectionId: string, generation: number): Promise<boolean> {
  const row = await db
    .selectFrom('scans')
    .select('users_listed')
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .executeTakeFirst();
  return row?.users_listed ?? false;
}

/** Whether a scan that began after this time has completed: what it did not find did not exist, or nobody saw it. */
export async function hasCompleteScanSince(db: Db, connectionId: string, since: Date): Promise<boolean> {
  const scan = await db
    .selectFrom('scans')
    .select('generation')
    .where('connection_id', '=', connectionId)
    .where('outcome', '=', 'completed')
    .where('started_at', '>', since)
    .limit(1)
    .executeTakeFirst();
  return scan !== undefined;
}

/** Whether a generation has ended. */
export async function isGenerationOver(db: Db, connectionId: string, generation: number): Promise<boolean> {
  const row = await db
    .selectFrom('scans')
    .select('finished_at')
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .executeTakeFirst();
  return row?.finished_at != null;
}

/** Ends a generation that is running. */
async function finish(trx: Trx, connectionId: string, generation: number, outcome: ScanOutcome): Promise<void> {
  await trx
    .updateTable('scans')
    .set({ finished_at: new Date(), outcome })
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .where('finished_at', 'is', null)
    .execute();
  await foldCounters(trx, connectionId, generation);
}

/**
 * Moves the counters of a generation from their slots into its own row, so that ended generations have one row each. The
 * row of `scans` is locked before the slots, as by all who lock both.
 */
async function foldCounters(trx: Trx, connectionId: string, generation: number): Promise<void> {
  const ofGeneration = { connection_id: connectionId, generation };
  await trx
    .selectFrom('scans')
    .select('generation')
    .where((eb) => eb.and(ofGeneration))
    .forNoKeyUpdate()
    .execute();
  const taken = await takeCounters(trx, connectionId, generation);
  await trx
    .updateTable('scans')
    .set((eb) => ({
      folders_listed: eb('folders_listed', '+', taken.folders_listed),
      files_found: eb('files_found', '+', taken.files_found),
      files_scanned: eb('files_scanned', '+', taken.files_scanned),
      express_scanned: eb('express_scanned', '+', taken.express_scanned),
      api_calls: eb('api_calls', '+', taken.api_calls),
    }))
    .where((eb) => eb.and(ofGeneration))
    .execute();
}

/** The newest generation of a connection; 0 before the first. */
export interface NewestGeneration {
  readonly generation: number;
  /** Whether it has ended. */
  readonly isOver: boolean;
}

/**
 * Returns the newest generation and keeps another from beginning until the transaction ends. Results recorded under an
 * older generation could be taken for unseen. Other transactions can hold this lock at the same time.
 */
export async function lockGeneration(trx: Trx, connectionId: string): Promise<NewestGeneration> {
  await sql`select pg_advisory_xact_lock_shared(${lockOf(connectionId)})`.execute(trx);
  const newest = await trx
    .selectFrom('scans')
    .select(['generation', 'finished_at'])
    .where('connection_id', '=', connectionId)
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { generation: newest?.generation ?? 0, isOver: newest?.finished_at != null };
}

const lockOf = (connectionId: string) => sql`hashtextextended(${connectionId}, 0)`;
