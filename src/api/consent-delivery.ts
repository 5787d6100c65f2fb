import type { FastifyBaseLogger } from 'fastify';
import type { OAuthCallback } from '../../workflows/contract.js';
import { deliverConsents, type AnsweredConsent, type Consent } from '../store/consents.js';
import type { Db } from '../store/postgres.js';
import type { Workflows } from './workflows.js';

/** How often undelivered consents are looked for, in milliseconds. */
const EVERY_MS = 2_000;

/** The loop that tells workflows of consents. */
export interface ConsentDelivery {
  /** Looks now rather than at the next turn; never throws. */
  deliverNow(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Tells workflows of the consents that the callback route wrote down. The row is the outbox: with Temporal away, or the
 * process killed in between, it is delivered later. One that is delivered twice is recognised by its id.
 */
export function startConsentDelivery(db: Db, workflows: Workflows, log: FastifyBaseLogger): ConsentDelivery {
  let stopped = false;
  let turn: Promise<void> = Promise.resolve();

  async function deliver(consent: AnsweredConsent): Promise<boolean> {
    const callback = toCallback(consent);
    const { connection_id: connectionId, connectionName: name } = consent;
    const consentExpiresAt = consent.expires_at.toISOString();
    // After a connection has ended, nobody waits for its consent any more.
    if (callback) await workflows.signalConsent({ connectionId, name, consentExpiresAt }, callback);
    return true;
  }

  async function look(): Promise<void> {
    try {
      await deliverConsents(db, deliver);
    } catch (error) {
      log.warn({ err: error }, 'consents could not be delivered; they are kept, and tried again');
    }
  }

  const deliverNow = (): Promise<void> => (turn = turn.then(look));
  const timer = setInterval(() => void deliverNow(), EVERY_MS);
  void deliverNow();

  return {
    deliverNow,
    async stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      await turn;
    },
  };
}

function toCallback({ id, outcome, grant_id: grantId, reason }: Consent): OAuthCallback | null {
  switch (outcome) {
    case 'granted':
      return grantId === null ? null : { consentId: id, outcome, grantId };
    case 'denied':
      return { consentId: id, outcome };
    case 'failed':
      return { consentId: id, outcome, ...(reason ? { problem: reason.code } : {}) };
    case 'superseded':
    case null:
      return null;
  }
}
