import { lockLiveConnection } from '../../src/store/connections/connections.js';
import { lockGeneration } from '../../src/store/scan/generations.js';
import type { Db, Trx } from '../../src/store/sql/postgres.js';
import { ConnectionGone } from '../failures.js';

/**
 * Returns the result of `write` in a transaction during which the connection cannot be disconnected and `generation`
 * remains the newest. Throws `ConnectionGone` if the connection was disconnected after the activity began.
 */
export async function writeToLiveScan<T>(
  db: Db,
  connectionId: string,
  write: (trx: Trx, generation: number) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (trx) => {
    if (!(await lockLiveConnection(trx, connectionId))) throw new ConnectionGone('The connection was disconnected');
    const { generation } = await lockGeneration(trx, connectionId);
    return write(trx, generation);
  });
}
