import { sql } from 'kysely';
import type { BoxFile } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import { deletePromotions } from '../../src/store/scan/promotions.js';
import { lockGeneration, countScan } from '../../src/store/scan/generations.js';
import { markFile, upsertFiles } from '../../src/store/scan/scanned-files.js';
import type { Observation } from '../../src/store/scan/observation.js';
import type { Promotion } from '../../src/domain/promotion.js';
import { surroundingsOf } from './ancestors.js';
import { ConnectionGone } from '../failures.js';
import { observedFile } from './list-folder.js';
import { reachableOwner } from './owners.js';
import type { ScanContext } from './context.js';
import { ownCollaborators } from './sharing.js';
import type { Db, Trx } from '../../src/store/sql/postgres.js';

/** How far Box's clock and ours may be apart, in milliseconds, when a scan is to count as later than a change. */
const CLOCK_MARGIN_MS = 5 * 60_000;

/** Looks at one promoted file and records what it finds: the file, or that it is trashed or gone. */
export async function rescanFile(db: Db, scan: ScanContext, promotion: Promotion): Promise<void> {
  const fileId = promotion.itemId;
  const known = await db
    .selectFrom('files')
    .select(['owner_id as ownerId', 'generation', 'scanned_at as scannedAt'])
    .where('connection_id', '=', scan.connectionId)
    .where('file_id', '=', fileId)
    .executeTakeFirst();
  const owner = await reachableOwner(db, scan, promotion.ownerId ?? known?.ownerId ?? scan.account.id);
  const isScannedSince =
    promotion.rank === 1 &&
    known?.generation === scan.generation &&
    known.scannedAt.getTime() > Date.parse(promotion.at) + CLOCK_MARGIN_MS;
  if (!owner || isScannedSince) return deletePromotions(db, scan.connectionId, [promotion]);

  const observedAt = new Date();
  const file = await fileOrNothing(scan, fileId, owner);
  const found = file?.itemStatus === 'active' ? await whereItStands(db, scan, file, owner) : null;
  await db.transaction().execute(async (trx) => {
    await requireConnection(trx, scan.connectionId);
    const generation = await lockGeneration(trx, scan.connectionId);
    const observation = { connectionId: scan.connectionId, generation, observedAt, reason: promotion.reason };
    if (found) {
      const filesFound = await upsertFiles(trx, [found], { ...observation, force: true });
      await countScan(trx, scan.connectionId, generation, { filesFound, expressScanned: 1 });
      if (promotion.rank === 0) await noteExpress(trx, observation, fileId, promotion);
    } else {
      await markFile(trx, fileId, file?.itemStatus === 'trashed' ? 'trashed' : 'gone', observation);
      await countScan(trx, scan.connectionId, generation, { expressScanned: 1 });
    }
    await deletePromotions(trx, scan.connectionId, [promotion]);
  });
}

async function fileOrNothing(scan: ScanContext, fileId: string, owner: string): Promise<BoxFile | null> {
  try {
    return await scan.client.file(fileId, { asUser: owner, purpose: 'express', signal: scan.signal });
  } catch (error) {
    if (isBoxError(error, 'BoxNotFound')) return null;
    throw error;
  }
}

async function whereItStands(db: Db, scan: ScanContext, file: BoxFile, reachable: string) {
  const how = { ...scan, asUser: file.ownerId, purpose: 'express' } as const;
  const parent = await surroundingsOf(db, scan, file.ownerId, file.ancestors);
  const collaborators = await ownCollaborators(scan.client, file, how);
  const ownerIsManaged = file.ownerId === reachable || scan.users.has(file.ownerId);
  return observedFile(file, parent, file.parentId ?? '0', collaborators, ownerIsManaged);
}

/** A scan that began before the connection was disconnected must not write after it. */
export async function requireConnection(trx: Trx, connectionId: string): Promise<void> {
  const connection = await trx
    .selectFrom('connections')
    .select('id')
    .where('id', '=', connectionId)
    .where('status', '<>', 'disconnected')
    .forShare()
    .executeTakeFirst();
  if (!connection) throw new ConnectionGone('The connection was disconnected');
}

/** How long after its change the file was looked at: the figure behind the express lane's p95. */
async function noteExpress(
  trx: Trx,
  { connectionId, observedAt }: Observation,
  fileId: string,
  promotion: Promotion,
): Promise<void> {
  const latencyMs = Math.min(Math.max(Date.now() - Date.parse(promotion.at), 0), 2 ** 31 - 1);
  await trx
    .updateTable('files')
    .set({ express_at: observedAt, express_latency_ms: sql<number>`${Math.round(latencyMs)}::integer` })
    .where('connection_id', '=', connectionId)
    .where('file_id', '=', fileId)
    .execute();
}
