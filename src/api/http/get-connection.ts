import { findConnection, lockConnection, type Connection } from '../../store/connections/connections.js';
import type { Db, Trx } from '../../store/sql/postgres.js';
import { ApiError } from './problem.js';

/** Reads a connection. Throws 404 `connection_not_found`. */
export async function getConnection(db: Db, id: string): Promise<Connection> {
  return (await findConnection(db, id)) ?? throwNotFound();
}

/** Reads a connection and locks its row until the transaction ends. Throws 404 `connection_not_found`. */
export async function getConnectionForUpdate(trx: Trx, id: string): Promise<Connection> {
  return (await lockConnection(trx, id)) ?? throwNotFound();
}

function throwNotFound(): never {
  throw new ApiError(404, 'connection_not_found', 'There is no connection with this id.');
}
