import { activityInfo } from '@temporalio/activity';
import { isBoxError } from '../../src/box/errors.js';
import { problem, type ProblemCode } from '../../src/domain/problems.js';
import { COVERAGE_OF_ROLE } from '../../src/domain/connection.js';
import {
  recordAccount,
  recordScanState,
  recordStatus,
  readConnectionState,
} from '../../src/store/connections/connections.js';
import type { ConnectionStatus } from '../../src/domain/connection.js';
import type { ScanState } from '../../src/domain/scan.js';
import { closeConsents } from '../../src/store/connections/consents.js';
import { acceptGrant, revokeGrants, grantsWithTokens, refuseGrant } from '../../src/store/connections/grants.js';
import { purgeConnection } from '../../src/store/connections/purge.js';
import type { ActivityDependencies } from '../dependencies.js';

/** Whose consent it is, or why it is refused. */
export type OpenedConnection =
  | { readonly outcome: 'opened'; readonly enterprise: string }
  | { readonly outcome: 'refused'; readonly problem: ProblemCode };

/** Failures that are Box's last word on a call; all others may pass. */
const ANSWERS = ['BoxUnauthorized', 'BoxForbidden', 'BoxNotFound', 'BoxRejected'] as const;

/** How often the tokens of a connection that ends are tried to be revoked before it ends without. */
const REVOKE_ATTEMPTS = 4;

/** The steps of a connection's own life. */
export function createConnectionActivities({ db, box, scans, app }: ActivityDependencies) {
  return {
    /** Records where the connection stands, for the API and the portal. */
    async recordStatus(step: { connectionId: string; status: ConnectionStatus; problem: ProblemCode | null }) {
      const reason = step.problem && problem(step.problem, { apiKey: app.apiKey, dataCenter: app.dataCenter });
      await recordStatus(db, step.connectionId, step.status, reason);
    },

    /** Records what the scan is doing. */
    async recordScanState(step: { connectionId: string; state: ScanState }) {
      await recordScanState(db, step.connectionId, step.state);
    },

    /**
     * Asks Box who consented and makes the grant the connection's own. A consent of another enterprise than before, or
     * of none, is refused and revoked at Box; what the connection had before stays.
     */
    async openConnection(step: { connectionId: string; grantId: string }): Promise<OpenedConnection> {
      const { connectionId, grantId } = step;
      const refuse = async (code: ProblemCode): Promise<OpenedConnection> => {
        await box.revoke(grantId);
        await refuseGrant(db, grantId);
        return { outcome: 'refused', problem: code };
      };
      const known = await readConnectionState(db, connectionId);
      const client = await box.openGrant(connectionId, grantId);
      if (!client) return { outcome: 'refused', problem: 'consent_code_rejected' };
      const account = await client.me({ purpose: 'test' }).catch((error: unknown) => {
        if (isBoxError(error, ...ANSWERS)) return error.problem.code;
        throw error;
      });
      if (typeof account === 'string') return refuse(account);
      const { enterprise, id, login, name, role } = account;
      if (!enterprise) return refuse('no_enterprise');
      if (known?.enterprise && known.enterprise.id !== enterprise.id) return refuse('different_enterprise');
      const coverage = COVERAGE_OF_ROLE[role];
      await recordAccount(db, connectionId, { account: { id, login, name, role }, enterprise, coverage });
      await acceptGrant(db, connectionId, grantId);
      return { outcome: 'opened', enterprise: enterprise.name };
    },

    /** Whether Box accepts the connection's credentials now. */
    async checkCredentials({ connectionId }: { connectionId: string }): Promise<{ accepted: boolean }> {
      const { client } = await box.open(connectionId);
      try {
        await client.me({ purpose: 'test' });
        return { accepted: true };
      } catch (error) {
        if (isBoxError(error, 'BoxUnauthorized')) return { accepted: false };
        if (isBoxError(error, ...ANSWERS)) return { accepted: true };
        throw error;
      }
    },

    /** Stops all work, revokes the tokens at Box, forgets the secrets and, if asked to, everything that was found. */
    async disconnect({ connectionId, purge }: { connectionId: string; purge: boolean }) {
      await scans.stopChildren(connectionId);
      const areRevoked = await revokeAll(connectionId);
      const state = await readConnectionState(db, connectionId);
      if (state?.status !== 'disconnected') await recordDisconnected(connectionId, areRevoked);
      // From here on no consent link is issued: what came in between was the last.
      const areLateRevoked = await revokeAll(connectionId);
      if (!areLateRevoked) await recordDisconnected(connectionId, false);
      await revokeGrants(db, connectionId);
      await purgeConnection(db, connectionId, purge ? 'everything' : 'work');
    },

    /** Deletes everything that was found through a connection that has been disconnected. */
    async purge({ connectionId }: { connectionId: string }) {
      await purgeConnection(db, connectionId, 'everything');
    },
  };

  async function recordDisconnected(connectionId: string, areRevoked: boolean): Promise<void> {
    const words = { apiKey: app.apiKey, dataCenter: app.dataCenter };
    await recordStatus(db, connectionId, 'disconnected', areRevoked ? null : problem('token_not_revoked', words));
  }

  /**
   * Ends open consents, which would otherwise leave tokens behind, and revokes what was granted; false if Box refuses.
   * With Box out of reach it throws, to be tried again; but not for ever: whoever disconnects wants the secrets gone.
   */
  async function revokeAll(connectionId: string): Promise<boolean> {
    await closeConsents(db, connectionId);
    let areRevoked = true;
    for (const grantId of await grantsWithTokens(db, connectionId)) areRevoked = (await revoke(grantId)) && areRevoked;
    return areRevoked;
  }

  async function revoke(grantId: string): Promise<boolean> {
    try {
      return await box.revoke(grantId);
    } catch (error) {
      if (isBoxError(error) && activityInfo().attempt >= REVOKE_ATTEMPTS) return false;
      throw error;
    }
  }
}
