import { sql } from 'kysely';
import type { ScanOutcome } from '../../domain/scan.js';
import { recordScanState } from '../connections/connections.js';
import type { Db, Trx } from '../sql/postgres.js';
import { clearFrontier, countFrontier, removeParkedFolders, restartPendingFolders } from './frontier.js';
import { retryParkedPromotions } from './promotions.js';
import { markUnseenFilesGone } from './scanned-files.js';
import { markUnseenFoldersGone } from './scanned-folders.js';

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
    const generation = (last?.generation ?? 0) + 1;
    await trx.insertInto('scans').values({ connection_id: connectionId, generation, started_at: new Date() }).execute();
    // In the same transaction, so that no reader sees the new generation with the state of the finished one.
    await recordScanState(trx, connectionId, 'running');
    // Items that failed in the previous generation get another chance.
    await removeParkedFolders(trx, connectionId);
    await retryParkedPromotions(trx, connectionId);
    await restartPendingFolders(trx, connectionId);
    return { generation };
  });
}

/** Returns the progress of a generation's listing of users. */
export async function usersListing(
  db: Db,
  connectionId: string,
  generation: number,
): Promise<{ marker: string | null; done: boolean }> {
  const row = await db
    .selectFrom('scans')
    .select(['users_marker', 'users_listed'])
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .executeTakeFirstOrThrow();
  return { marker: row.users_marker, done: row.users_listed };
}

/** Saves the marker of the next page of users; null ends the listing. */
export async function moveUsersListing(
  db: Db,
  connectionId: string,
  generation: number,
  marker: string | null,
): Promise<void> {
  await db
    .updateTable('scans')
    .set({ users_marker: marker, users_listed: marker === null })
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .execute();
}

/** Adds to the counters of a generation. */
export async function countScan(
  db: Db,
  connectionId: string,
  generation: number,
  by: { foldersListed?: number; filesFound?: number; expressScanned?: number; apiCalls?: number },
): Promise<void> {
  await db
    .updateTable('scans')
    .set((eb) => ({
      folders_listed: eb('folders_listed', '+', by.foldersListed ?? 0),
      files_found: eb('files_found', '+', by.filesFound ?? 0),
      // Finding a file in a listing scans it: the listing has all the fields that are recorded.
      files_scanned: eb('files_scanned', '+', by.filesFound ?? 0),
      express_scanned: eb('express_scanned', '+', by.expressScanned ?? 0),
      api_calls: eb('api_calls', '+', by.apiCalls ?? 0),
    }))
    .where('connection_id', '=', connectionId)
    .where('generation', '=', generation)
    .execute();
}

/**
 * Ends a generation once its frontier is empty; false if folders are still pending. If nothing is parked, the generation
 * is complete: files and folders that it has not recorded are marked as gone, except those of skipped users. Otherwise
 * it is partial, and nothing is marked.
 */
export async function completeGeneration(db: Db, connectionId: string, generation: number): Promise<boolean> {
  const before = await countFrontier(db, connectionId);
  if (before.pending > 0) return false;
  if (before.parked === 0) {
    await markUnseenFilesGone(db, connectionId, generation);
    await markUnseenFoldersGone(db, connectionId, generation);
  }
  return db.transaction().execute(async (trx) => {
    const after = await countFrontier(trx, connectionId);
    if (after.pending > 0) return false;
    await finish(trx, connectionId, generation, before.parked + after.parked === 0 ? 'completed' : 'partial');
    return true;
  });
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
}

/**
 * Returns the newest generation and keeps another from beginning until the transaction ends. Results recorded under an
 * older generation could be taken for unseen. Other transactions can hold this lock at the same time.
 */
export async function lockGeneration(trx: Trx, connectionId: string): Promise<number> {
  await sql`select pg_advisory_xact_lock_shared(${lockOf(connectionId)})`.execute(trx);
  const { newest } = await trx
    .selectFrom('scans')
    .select(({ fn }) => fn.max<number | null>('generation').as('newest'))
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow();
  return newest ?? 0;
}

const lockOf = (connectionId: string) => sql`hashtextextended(${connectionId}, 0)`;
