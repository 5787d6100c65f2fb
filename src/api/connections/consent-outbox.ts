import type { FastifyBaseLogger } from 'fastify';
import fp from 'fastify-plugin';
import {
  deliverConsents,
  type AnsweredConsent,
  type Consent,
  type DeliveredUpTo,
} from '../../store/connections/consents.js';
import type { Db } from '../../store/sql/postgres.js';
import type { OAuthCallback, TemporalClient } from '../../temporal/client.js';
import { TemporalUnavailable } from '../../temporal/failures.js';
import { coalesce } from '../../util/coalesce.js';

/** The interval between two deliveries, in milliseconds. */
const DELIVERY_INTERVAL_MS = 2_000;

/** Signals workflows about answered consents. */
export interface ConsentOutbox {
  /** Delivers every 2 s from now on. */
  start(): void;
  /** Delivers without waiting for the interval. Never throws. */
  deliverNow(): Promise<void>;
  /** Stops after the current delivery. */
  stop(): Promise<void>;
}

/** What the outbox runs on. */
export interface ConsentOutboxDependencies {
  readonly db: Db;
  readonly temporal: Pick<TemporalClient, 'signalConsent'>;
  readonly log: FastifyBaseLogger;
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly consentOutbox: Pick<ConsentOutbox, 'deliverNow'>;
  }
}

/** Adds `app.consentOutbox`, which delivers in the background while the app listens. */
export const consentOutbox = fp(async (app) => {
  const outbox = createConsentOutbox(app);
  app.decorate('consentOutbox', outbox);
  app.addHook('onListen', async () => outbox.start());
  app.addHook('onClose', () => outbox.stop());
});

/**
 * Delivers the consents that the callback route stored to their workflows. The rows are the outbox: if Temporal is
 * unavailable or the process is killed, they are delivered later. A workflow recognizes a repeated consent by its id. A
 * consent that cannot be delivered is kept, and does not delay the ones after it.
 */
export function createConsentOutbox(dependencies: ConsentOutboxDependencies): ConsentOutbox {
  const stopping = new AbortController();
  const deliverNow = coalesce(() => deliverAll(dependencies, stopping.signal));
  let timer: NodeJS.Timeout | undefined;
  return {
    deliverNow,
    start() {
      if (stopping.signal.aborted) return;
      timer = setInterval(() => void deliverNow(), DELIVERY_INTERVAL_MS);
      void deliverNow();
    },
    async stop() {
      if (stopping.signal.aborted) return;
      stopping.abort();
      clearInterval(timer);
      // Waits for the current delivery. The one that this call starts returns at once.
      await deliverNow();
    },
  };
}

async function deliverAll({ db, temporal, log }: ConsentOutboxDependencies, stopping: AbortSignal): Promise<void> {
  if (stopping.aborted) return;
  let isUnavailable = false;
  const tryToDeliver = async (consent: AnsweredConsent): Promise<boolean> => {
    // Each call to an unavailable Temporal takes its full timeout, so one is enough.
    if (stopping.aborted || isUnavailable) return false;
    try {
      await deliver(temporal, consent);
      return true;
    } catch (error) {
      isUnavailable = error instanceof TemporalUnavailable;
      log.warn({ err: error, consentId: consent.id }, 'consent not delivered; it is kept and retried');
      return false;
    }
  };
  try {
    let after: DeliveredUpTo | null = null;
    do after = await deliverConsents(db, tryToDeliver, after);
    while (after);
  } catch (error) {
    log.warn({ err: error }, 'consents could not be read; they are kept and retried');
  }
}

async function deliver(temporal: Pick<TemporalClient, 'signalConsent'>, consent: AnsweredConsent): Promise<void> {
  const callback = toCallback(consent);
  if (!callback) return;
  const { connection_id: connectionId, connectionName: name, expires_at: expiresAt } = consent;
  // The result is ignored: a connection that has ended needs no consent.
  await temporal.signalConsent({ connectionId, name, consentExpiresAt: expiresAt.toISOString() }, callback);
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
