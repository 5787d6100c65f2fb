import { setTimeout as delay } from 'node:timers/promises';
import { cancellationSignal, log } from '@temporalio/activity';
import type { BoxUser } from '../../src/box/client.js';
import { isBoxError } from '../../src/box/errors.js';
import { COVERAGE_OF_ROLE } from '../../src/domain/connection.js';
import type { ProblemCode } from '../../src/domain/problems.js';
import { otherConnectionsOf, readConnectionState, recordAccount } from '../../src/store/connections/connections.js';
import { acceptGrant, refuseGrant } from '../../src/store/connections/grants.js';
import type { ActivityDependencies } from '../dependencies.js';

/** The enterprise of an accepted consent, or the reason why a consent was refused. */
export type OpenedConnection =
  | { readonly outcome: 'opened'; readonly enterprise: string }
  | { readonly outcome: 'refused'; readonly problem: ProblemCode };

/** Failures that are Box's verdict on a call, believed when they come twice; a retry may resolve any other. */
const FINAL = ['BoxUnauthorized', 'BoxForbidden', 'BoxNotFound', 'BoxRejected'] as const;
/** The pause before a bad verdict is checked again, in milliseconds. */
const RECHECK_MS = 3_000;

/**
 * Reads the account that gave consent and makes its grant the current one of the connection. Refuses a
 * consent if its account belongs to no enterprise or to another one than before, or if Box rejects the grant. A refused
 * grant is revoked, and the connection keeps its previous account and grant.
 */
export async function openConnection(
  { db, box }: ActivityDependencies,
  { connectionId, grantId }: { readonly connectionId: string; readonly grantId: string },
): Promise<OpenedConnection> {
  const refuse = async (code: ProblemCode): Promise<OpenedConnection> => {
    await box.revoke(grantId);
    await refuseGrant(db, grantId);
    return { outcome: 'refused', problem: code };
  };
  const before = await readConnectionState(db, connectionId);
  const client = await box.openGrant(connectionId, grantId);
  if (!client) return { outcome: 'refused', problem: 'consent_code_rejected' };
  let account: BoxUser;
  try {
    account = await believeTwice(() => client.me({ purpose: 'test' }));
  } catch (error) {
    if (isBoxError(error, ...FINAL)) return refuse(error.problem.code);
    throw error;
  }
  const { enterprise, id, login, name, role } = account;
  if (!enterprise) return refuse('no_enterprise');
  if (before?.enterprise && before.enterprise.id !== enterprise.id) return refuse('different_enterprise');
  const coverage = COVERAGE_OF_ROLE[role];
  await recordAccount(db, connectionId, { account: { id, login, name, role }, enterprise, coverage });
  await acceptGrant(db, connectionId, grantId);
  // The API lists `enterprise_connected_twice` for as long as both connections exist.
  const others = await otherConnectionsOf(db, { connectionId, enterpriseId: enterprise.id });
  if (others.length > 0) {
    log.warn('This enterprise is connected more than once', {
      enterprise: enterprise.id,
      others: others.map(({ id: other }) => other),
    });
  }
  return { outcome: 'opened', enterprise: enterprise.name };
}

/**
 * Whether Box accepts the connection's credentials now. Box must reject them twice, because a new consent needs a person,
 * and a single bad answer heals by itself. Throws if Box is unavailable, or rejects our app and not the credentials.
 */
export async function checkCredentials(
  { box }: ActivityDependencies,
  { connectionId }: { readonly connectionId: string },
): Promise<{ accepted: boolean }> {
  const { client } = await box.open(connectionId);
  try {
    await believeTwice(() => client.me({ purpose: 'test' }));
    return { accepted: true };
  } catch (error) {
    if (isBoxError(error, 'BoxUnauthorized')) return { accepted: false };
    if (isBoxError(error, ...FINAL)) return { accepted: true };
    throw error;
  }
}

/** Makes a call, and once more after a pause if Box's verdict on it is bad. */
async function believeTwice<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isBoxError(error, ...FINAL)) throw error;
    await delay(RECHECK_MS, undefined, { signal: cancellationSignal() });
    return call();
  }
}
