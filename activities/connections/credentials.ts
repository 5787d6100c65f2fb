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
 * The pauses before a 401 of the API is checked again, in milliseconds. It comes although the tokens can be renewed, so it
 * may as well be trouble at Box, and a connection that waits for a new consent does not continue by itself.
 */
const UNAUTHORIZED_RECHECKS_MS = [RECHECK_MS, 7_000, 20_000];

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
 * Whether Box accepts the connection's credentials now. `invalid_grant` must come twice and a 401 of the API four times
 * within half a minute, because a new consent needs a person, and a bad answer may heal by itself. Throws if Box is
 * unavailable, or rejects our app and not the credentials.
 */
export async function checkCredentials(
  { box }: Pick<ActivityDependencies, 'box'>,
  { connectionId }: { readonly connectionId: string },
  pausesMs: readonly number[] = UNAUTHORIZED_RECHECKS_MS,
): Promise<{ accepted: boolean }> {
  const { client } = await box.open(connectionId);
  let invalidGrants = 0;
  for (const pauseMs of [0, ...pausesMs]) {
    await delay(pauseMs, undefined, { signal: cancellationSignal() });
    try {
      await client.me({ purpose: 'test' });
      return { accepted: true };
    } catch (error) {
      if (!isBoxError(error, ...FINAL)) throw error;
      if (error.type !== 'BoxUnauthorized') return { accepted: true };
      if (error.code === 'invalid_grant') invalidGrants += 1;
      if (invalidGrants === 2) return { accepted: false };
    }
  }
  return { accepted: false };
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
