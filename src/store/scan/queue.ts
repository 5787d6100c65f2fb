import { sql } from 'kysely';
import type { Promotion } from '../../domain/promotion.js';
import type { Lane } from '../../domain/scan.js';
import { ofConnection } from '../sql/by-key.js';
import { readSnapshot, type Db } from '../sql/postgres.js';
import { loadPromotions } from './promotions.js';

/** The number of items that wait in each lane; parked ones do not wait. */
export interface WaitingCounts {
  /** Changed items, also those that are being rescanned. */
  readonly express: number;
  /** Folders below a changed folder. */
  readonly subtree: number;
  /** Folders of the full scan. */
  readonly bulk: number;
}

/** A folder of the frontier. */
export interface WaitingFolder {
  readonly userId: string;
  readonly folderId: string;
  readonly lane: Lane;
  readonly path: string | null;
}

/** The queue of a scan as it is stored. */
export interface StoredQueue {
  readonly waiting: WaitingCounts;
  /** The first promotions and folders, in the order in which they will be scanned. */
  readonly promotions: readonly Promotion[];
  readonly folders: readonly WaitingFolder[];
}

/** Reads the counts and the first `limit` promotions and folders of a queue on one snapshot. */
export async function storedQueue(db: Db, connectionId: string, limit: number): Promise<StoredQueue> {
  return readSnapshot(db, async (snapshot) => ({
    waiting: await countWaiting(snapshot, connectionId),
    promotions: await loadPromotions(snapshot, connectionId, limit),
    folders: await frontierHead(snapshot, connectionId, limit),
  }));
}

async function countWaiting(db: Db, connectionId: string): Promise<WaitingCounts> {
  const { rows } = await sql<WaitingCounts>`
    select (select count(*) from promotions where connection_id = ${ofConnection(connectionId)} and parked_at is null) as express,
      count(*) filter (where lane = 0) as subtree, count(*) filter (where lane <> 0) as bulk
    from frontier where connection_id = ${ofConnection(connectionId)} and parked_at is null`.execute(db);
  return rows[0] ?? { express: 0, subtree: 0, bulk: 0 };
}

async function frontierHead(db: Db, connectionId: string, limit: number): Promise<WaitingFolder[]> {
  const head = db
    .selectFrom('frontier')
    .selectAll()
    .where('connection_id', '=', ofConnection(connectionId))
    .where('parked_at', 'is', null)
    .orderBy('lane')
    .orderBy('turn')
    .orderBy('seq')
    .limit(limit);
  return db
    .selectFrom(head.as('w'))
    .leftJoin('folders as d', (join) =>
      join.onRef('d.connection_id', '=', 'w.connection_id').onRef('d.folder_id', '=', 'w.folder_id'),
    )
    .select(['w.user_id as userId', 'w.folder_id as folderId', 'w.lane', 'd.path'])
    .orderBy('w.lane')
    .orderBy('w.turn')
    .orderBy('w.seq')
    .execute();
}
