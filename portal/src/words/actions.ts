/** The actions on a connection, and why each is unavailable. */
import type { Connection } from '../api/connections.js';
import { hasCollectedData, isAwaitingConsent, isDisconnecting } from './connection-status.js';

/** An action on a connection. */
export type Action = 'test' | 'pause' | 'resume' | 'rescan' | 'reauthorize' | 'disconnect' | 'purge';

const DISCONNECTING = 'The connection is being disconnected.';
const ALL_DISCONNECTING: Readonly<Record<Action, string>> = {
  test: DISCONNECTING,
  pause: DISCONNECTING,
  resume: DISCONNECTING,
  rescan: DISCONNECTING,
  reauthorize: DISCONNECTING,
  disconnect: DISCONNECTING,
  purge: DISCONNECTING,
};

/** Why each action is unavailable in the connection's present state; null if it is available. */
export function unavailableReasons(connection: Connection): Readonly<Record<Action, string | null>> {
  const { status, scan, runningTest } = connection;
  if (isDisconnecting(connection)) return ALL_DISCONNECTING;
  const noScan = hasScan(connection) ? null : 'This connection has no active scan.';
  return {
    test:
      status !== 'connected'
        ? 'The connection must be connected.'
        : runningTest !== null
          ? 'Test API is already running.'
          : null,
    pause: noScan ?? (scan.state === 'paused' ? 'The scan is already paused.' : null),
    resume:
      scan.requested === 'resume'
        ? 'The scan is about to resume.'
        : scan.state === 'paused' || scan.requested === 'pause'
          ? noScan
          : 'The scan is not paused.',
    rescan: noScan ?? (scan.requested === 'restart' ? 'A new scan has already been requested.' : null),
    reauthorize: isAwaitingConsent(connection) ? null : 'Box accepts the current consent; no new one is needed.',
    disconnect: status === 'disconnected' ? 'The connection is already disconnected.' : null,
    purge:
      status !== 'disconnected'
        ? 'Disconnect first; you can delete the collected data in the same step.'
        : hasCollectedData(connection)
          ? null
          : 'No data of this connection is stored.',
  };
}

/** Whether the connection has a scan that can be paused, resumed or restarted. */
const hasScan = ({ status, scan }: Connection): boolean =>
  (status === 'connected' || status === 'needs_reauthorization') && scan.state !== 'stopped';
