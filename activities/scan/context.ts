import { cancellationSignal } from '@temporalio/activity';
import type { Account, Coverage, EventStreamProgress } from '../../src/domain/connection.js';
import type { BoxClient } from '../../src/box/client.js';
import { readConnectionState } from '../../src/store/connections/connections.js';
import { usersById } from '../../src/store/scan/box-users.js';
import type { ActivityDependencies, OpenedBox, ScanMeter } from '../dependencies.js';
import { ConnectionGone } from '../failures.js';
import { createUserLookup, type UserLookup } from './user-lookup.js';
import { createWellKnownCalls, type WellKnownCalls } from './well-known-calls.js';

/** A connection as the scan's activities need it. */
export interface ScanContext {
  readonly connectionId: string;
  readonly generation: number;
  /** RFC 3339 UTC: until when the express lane was last held; null if it never was. */
  readonly heldUntil: string | null;
  readonly client: BoxClient;
  readonly meter: ScanMeter;
  readonly takeCalls: OpenedBox['takeCalls'];
  readonly limitedUntil: OpenedBox['limitedUntil'];
  readonly waitingUsers: OpenedBox['waitingUsers'];
  readonly account: Account;
  readonly enterpriseId: string;
  readonly coverage: Coverage;
  /** Whether changes of collaborations are reported as they happen: the event stream was polled within the last hour. */
  readonly followsEvents: boolean;
  readonly users: UserLookup;
  /** Calls that show whom a failure concerns. */
  readonly calls: WellKnownCalls;
  /** Aborts when the activity is cancelled. */
  readonly signal: AbortSignal;
}

/** Which try of a rescan it is: only the last one concludes from Box not finding an item. */
export interface Tries {
  readonly isLastTry: boolean;
}

/** Reads the connection, once per activity. Throws `ConnectionGone` if it is disconnected. */
export async function openScan(
  { db, box, meter }: ActivityDependencies,
  scan: { readonly connectionId: string; readonly generation: number; readonly heldUntil?: string | null },
): Promise<ScanContext> {
  const [state, opened] = await Promise.all([readConnectionState(db, scan.connectionId), box.open(scan.connectionId)]);
  if (!state?.account || !state.enterprise || !state.coverage || state.status === 'disconnected') {
    throw new ConnectionGone('The connection was disconnected');
  }
  const { connectionId } = scan;
  const signal = cancellationSignal();
  return {
    connectionId,
    generation: scan.generation,
    heldUntil: scan.heldUntil ?? null,
    ...opened,
    meter,
    account: state.account,
    enterpriseId: state.enterprise.id,
    coverage: state.coverage,
    followsEvents: isFollowing(state.eventStream),
    users: createUserLookup((ids) => usersById(db, connectionId, ids)),
    calls: createWellKnownCalls(db, { ...opened, connectionId, account: state.account, signal }),
    signal,
  };
}

/** How old the last poll of the event stream may be, in milliseconds. */
const POLLED_WITHIN_MS = 3_600_000;

function isFollowing(stream: EventStreamProgress | null): boolean {
  if (stream?.state !== 'following' || stream.lastPolledAt === null) return false;
  return Date.now() - Date.parse(stream.lastPolledAt) < POLLED_WITHIN_MS;
}
