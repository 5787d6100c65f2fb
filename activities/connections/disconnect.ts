import { activityInfo } from '@temporalio/activity';
import { isBoxError } from '../../src/box/errors.js';
import { problem } from '../../src/domain/problems.js';
import { readConnectionState, recordStatus } from '../../src/store/connections/connections.js';
import { closeConsents } from '../../src/store/connections/consents.js';
import { grantsWithTokens, revokeGrants } from '../../src/store/connections/grants.js';
import { purgeConnection } from '../../src/store/connections/purge.js';
import type { ActivityDependencies } from '../dependencies.js';

/** After this many attempts the connection ends although its tokens could not be revoked. */
const REVOKE_ATTEMPTS = 4;
/** The same if Box, or somebody on the way, requests a longer wait than this, in milliseconds: a person waits. */
const LONGEST_WAIT_MS = 30_000;

/**
 * Disconnects: stops all work, revokes the tokens at Box, deletes them here and, with `purge`, deletes everything that
 * was found.
 */
export async function disconnect(
  deps: ActivityDependencies,
  { connectionId, purge }: { readonly connectionId: string; readonly purge: boolean },
): Promise<void> {
  const { db, scans } = deps;
  await scans.stopChildren(connectionId);
  const areRevoked = await revokeAll(deps, connectionId);
  const state = await readConnectionState(db, connectionId);
  if (state?.status !== 'disconnected') await recordDisconnected(deps, connectionId, areRevoked);
  // A consent may have been given before the status changed. No link is issued from now on, so this revokes the last.
  const areLateRevoked = await revokeAll(deps, connectionId);
  if (!areLateRevoked) await recordDisconnected(deps, connectionId, false);
  await revokeGrants(db, connectionId);
  await purgeConnection(db, connectionId, purge ? 'everything' : 'work');
}

async function recordDisconnected(
  { db, app }: ActivityDependencies,
  connectionId: string,
  areRevoked: boolean,
): Promise<void> {
  const reason = problem('token_not_revoked', { apiKey: app.apiKey, dataCenter: app.dataCenter });
  await recordStatus(db, connectionId, 'disconnected', areRevoked ? null : reason);
}

/** Closes open consent links, which could add tokens later, and revokes all tokens; false if one could not be revoked. */
async function revokeAll({ db, box }: ActivityDependencies, connectionId: string): Promise<boolean> {
  await closeConsents(db, connectionId);
  let areRevoked = true;
  for (const grantId of await grantsWithTokens(db, connectionId)) {
    areRevoked = (await revoke(box, grantId)) && areRevoked;
  }
  return areRevoked;
}

/** If Box is unavailable, throws for a retry, but not forever: the admin wants the tokens deleted here in any case. */
async function revoke(box: ActivityDependencies['box'], grantId: string): Promise<boolean> {
  try {
    return await box.revoke(grantId);
  } catch (error) {
    if (!isBoxError(error)) throw error;
    const isOver = activityInfo().attempt >= REVOKE_ATTEMPTS || (error.retryAfterMs ?? 0) > LONGEST_WAIT_MS;
    if (isOver) return false;
    throw error;
  }
}
