import { log } from '@temporalio/workflow';
import type { ProblemCode } from '../../src/domain/problems.js';
import * as activities from './activities.js';
import type { ActiveStatus, Connection } from './connection-state.js';
import { showStatus } from './show-status.js';

/** Records the status of a connection, with the problem that led to it, and shows it in Temporal's UI. */
export async function setStatus(connection: Connection, status: ActiveStatus, problem?: ProblemCode): Promise<void> {
  log.info('The status of the connection changes', { from: connection.status, to: status, problem });
  await activities.recordStatus({ connectionId: connection.id, status, problem: problem ?? null });
  connection.status = status;
  showStatus(connection);
}
