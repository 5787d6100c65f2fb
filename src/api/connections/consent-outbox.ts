import type { FastifyBaseLogger } from 'fastify';
import {
  deliverConsents,
  type AnsweredConsent,
  type Consent,
  type DeliveredUpTo,
} from '../../store/connections/consents.js';
import type { Db } from '../../store/sql/postgres.js';
import { coalesce } from '../../util/coalesce.js';
import type { OAuthCallback, TemporalClient } from '../../temporal/client.js';
import { TemporalUnavailable } from '../../temporal/failures.js';

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
 * process killed in between, it is delivered later. One that is delivered twice is recognised by its id; one that cannot
 * be delivered is kept, and holds up none of those after it.
 */
export function startConsentDelivery(
  db: Db,
  workflows: Pick<TemporalClient, 'signalConsent'>,
  log: FastifyBaseLogger,
): ConsentDelivery {
  let stopped = false;

  async function deliver(consent: AnsweredConsent): Promise<void> {
    const callback = toCallback(consent);
    const { connection_id: connectionId, connectionName: name } = consent;
    const consentExpiresAt = consent.expires_at.toISOString();
    // After a connection has ended, nobody waits for its consent any more.
    if (callback) await workflows.signalConsent({ connectionId, name, consentExpiresAt }, callback);
  }

  async function look(): Promise<void> {
    if (stopped) return;
    let isAway = false;
    const tryToDeliver = async (consent: AnsweredConsent): Promise<boolean> => {
      // Each call to a Temporal that is away takes its whole time.
      if (stopped || isAway) return false;
      try {
        await deliver(consent);
        return true;
      } catch (error) {
        isAway = error instanceof TemporalUnavailable;
        log.warn(
          { err: error, consentId: consent.id },
          'a consent could not be delivered; it is kept, and tried again',
        );
        return false;
      }
    };
    try {
      let after: DeliveredUpTo | null = null;
      do after = await deliverConsents(db, tryToDeliver, after);
      while (after);
    } catch (error) {
      log.warn({ err: error }, 'consents could not be looked for; they are kept, and looked for again');
    }
  }

  const deliverNow = coalesce(look);
  const timer = setInterval(() => void deliverNow(), EVERY_MS);
  void deliverNow();

  return {
    deliverNow,
    async stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      // After the turn that runs, and at once: it looks no more.
      await deliverNow();
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
