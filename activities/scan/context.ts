import { cancellationSignal } from '@temporalio/activity';
import type { Account, Coverage } from '../../src/domain/connection.js';
import type { BoxClient } from '../../src/box/client.js';
import { usersById, type StoredUser } from '../../src/store/scan/box-users.js';
import { readConnectionState } from '../../src/store/connections/connections.js';
import type { ActivityDependencies, OpenedBox } from '../dependencies.js';
import { ConnectionGone } from '../failures.js';

/** What scanning needs to know of a connection, read once per activity. */
export interface ScanContext {
  readonly connectionId: string;
  readonly generation: number;
  readonly client: BoxClient;
  readonly takeCalls: OpenedBox['takeCalls'];
  readonly account: Account;
  readonly enterpriseId: string;
  readonly coverage: Coverage;
  readonly users: ReadonlyMap<string, Pick<StoredUser, 'login' | 'skippedReason' | 'name' | 'role'>>;
  readonly isManagedUser: (id: string, login: string | null) => boolean;
  readonly signal: AbortSignal;
}

/** Reads the context of one generation's work. Throws `ConnectionGone` for a connection that is no more. */
export async function openScan(
  { db, box }: ActivityDependencies,
  scan: { readonly connectionId: string; readonly generation: number },
): Promise<ScanContext> {
  const state = await readConnectionState(db, scan.connectionId);
  if (!state?.account || !state.enterprise || !state.coverage || state.status === 'disconnected') {
    throw new ConnectionGone('The connection was disconnected');
  }
  const { account, coverage, enterprise } = state;
  const users = await usersById(db, scan.connectionId);
  return {
    ...scan,
    ...(await box.open(scan.connectionId)),
    account,
    enterpriseId: enterprise.id,
    coverage,
    users,
    isManagedUser: (id, login) => users.has(id) || (coverage === 'own_files' && sameDomain(login, account.login)),
    signal: cancellationSignal(),
  };
}

/** A plain user may not list the enterprise's users: their addresses are all there is to know them by. */
function sameDomain(a: string | null, b: string): boolean {
  return a !== null && domainOf(a) === domainOf(b);
}

const domainOf = (login: string): string => login.slice(login.lastIndexOf('@') + 1).toLowerCase();
