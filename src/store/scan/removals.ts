import { sql } from 'kysely';
import type { ScanReason } from '../../domain/scan.js';
import { holdGeneration } from './generations.js';
import { withLastScan } from './scan-history.js';
import type { Observation } from './results.js';
import type { Db, Trx } from '../sql/postgres.js';

/** Marks a file that Box no longer lists as trashed or gone; later observations win. */
export async function markFile(
  trx: Trx,
  fileId: string,
  state: 'trashed' | 'gone',
  how: Observation & { readonly reason: ScanReason },
): Promise<void> {
  await trx
    .updateTable('files')
    .set({
      state,
      scanned_at: how.observedAt,
      scan_reason: how.reason,
      generation: how.generation,
      earlier_scans: withLastScan('files'),
    })
    .where('connection_id', '=', how.connectionId)
    .where('file_id', '=', fileId)
    .where('scanned_at', '<=', how.observedAt)
    .execute();
}

/** Folders whose files are marked together, and files that one statement marks. */
const FOLDERS_AT_A_TIME = 200;
const FILES_AT_A_TIME = 20_000;

/**
 * Marks a folder and everything below it, files included; what was observed later stays. However much lies below, no
 * statement is long: it goes in stretches, and one that is cut short is to be called again. What waits to be listed goes
 * first, the folder's own place in the frontier last.
 */
export async function markSubtree(
  db: Db,
  folderId: string,
  state: 'trashed' | 'gone',
  how: Omit<Observation, 'generation'> & { readonly reason: ScanReason },
): Promise<void> {
  const { connectionId, observedAt } = how;
  const below = sql`d.connection_id = ${connectionId}
    and (d.folder_id = ${folderId} or d.ancestor_ids @> array[${folderId}]::text[])`;
  await sql`
    delete from frontier w using folders d
    where ${below} and d.folder_id <> ${folderId} and w.connection_id = d.connection_id
      and w.folder_id = d.folder_id`.execute(db);
  for (let last: string | undefined = ''; last !== undefined;) {
    const { rows }: { rows: { folder_id: string }[] } = await sql<{ folder_id: string }>`
      select d.folder_id from folders d where ${below} and d.folder_id > ${last}
      order by d.folder_id limit ${FOLDERS_AT_A_TIME}`.execute(db);
    const folderIds = rows.map((row) => row.folder_id);
    while ((await markFilesIn(db, folderIds, state, how)) === FILES_AT_A_TIME);
    last = folderIds.at(-1);
  }
  await sql`
    update folders d set state = ${state}, observed_at = ${observedAt}
    where ${below} and d.observed_at <= ${observedAt}`.execute(db);
  // Not if it has come back meanwhile.
  await sql`
    delete from frontier w where w.connection_id = ${connectionId} and w.folder_id = ${folderId} and not exists (
      select from folders d
      where d.connection_id = ${connectionId} and d.folder_id = ${folderId} and d.state = 'active')`.execute(db);
}

/** Marks files of some folders; answers how many were marked, at most `FILES_AT_A_TIME`. */
async function markFilesIn(
  db: Db,
  folderIds: readonly string[],
  state: 'trashed' | 'gone',
  { connectionId, observedAt, reason }: Omit<Observation, 'generation'> & { readonly reason: ScanReason },
): Promise<number> {
  if (folderIds.length === 0) return 0;
  return db.transaction().execute(async (trx) => {
    const generation = await holdGeneration(trx, connectionId);
    const { numAffectedRows } = await sql`
      update files f set state = ${state}, scanned_at = ${observedAt}, scan_reason = ${reason},
        generation = ${generation}, earlier_scans = ${withLastScan('f')}
      from (
        select file_id from files
        where connection_id = ${connectionId} and folder_id = any(${folderIds}::text[])
          and state = 'active' and scanned_at <= ${observedAt}
        order by file_id limit ${FILES_AT_A_TIME} for update
      ) n
      where f.connection_id = ${connectionId} and f.file_id = n.file_id`.execute(trx);
    return Number(numAffectedRows ?? 0);
  });
}
