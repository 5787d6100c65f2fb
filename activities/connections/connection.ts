import type { ConnectionStatus } from '../../src/domain/connection.js';
import { problem, type ProblemCode } from '../../src/domain/problems.js';
import type { ScanState } from '../../src/domain/scan.js';
import * as connections from '../../src/store/connections/connections.js';
import { purgeConnection } from '../../src/store/connections/purge.js';
import type { ActivityDependencies } from '../dependencies.js';
import { checkCredentials, openConnection } from './credentials.js';
import { disconnect } from './disconnect.js';

/** The activities of a connection's life, under the names that workflows call. */
export function createConnectionActivities(deps: ActivityDependencies) {
  return {
    recordStatus: (input: StatusChange) => recordStatus(deps, input),

    /** Records the state of the scan. */
    recordScanState: (input: { connectionId: string; state: ScanState }) =>
      connections.recordScanState(deps.db, input.connectionId, input.state),

    openConnection: (input: { connectionId: string; grantId: string }) => openConnection(deps, input),
    checkCredentials: (input: { connectionId: string }) => checkCredentials(deps, input),
    disconnect: (input: { connectionId: string; purge: boolean }) => disconnect(deps, input),

    /** Deletes everything that was found through a disconnected connection. */
    purge: (input: { connectionId: string }) => purgeConnection(deps.db, input.connectionId, 'everything'),
  };
}

/** A connection's new status, and the problem that led to it. */
interface StatusChange {
  readonly connectionId: string;
  readonly status: ConnectionStatus;
  readonly problem: ProblemCode | null;
}

/** Records the status of a connection for the API and the portal. */
export async function recordStatus({ db, app }: ActivityDependencies, change: StatusChange): Promise<void> {
  const reason = change.problem && problem(change.problem, { apiKey: app.apiKey, dataCenter: app.dataCenter });
  await connections.recordStatus(db, change.connectionId, change.status, reason);
}
