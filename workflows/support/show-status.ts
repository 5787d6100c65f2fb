import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { ConnectionStatus } from '../../src/domain/connection.js';
import { searchAttributesOf } from '../contract.js';

/** Says in Temporal's UI, in words and as search attributes, where a connection stands. */
export function showStatus(connectionId: string, status: ConnectionStatus, enterprise: string | null): void {
  upsertSearchAttributes([...searchAttributesOf(connectionId, status, enterprise).getAll()]);
  setCurrentDetails(WORDS[status]);
}

const WORDS: Record<ConnectionStatus, string> = {
  awaiting_consent: 'Waiting for an admin to follow the consent link and press Allow.',
  consent_denied: 'Consent was denied at Box. Waiting for a new consent link.',
  consent_expired: 'The consent link expired unused. Waiting for a new one.',
  connecting: 'Consent was given. Asking Box who consented.',
  testing: 'Testing the connection.',
  connected: 'Connected. Backfill, event stream and scan run beside this workflow.',
  needs_reauthorization: 'Box rejected our credentials. Everything is parked until an admin consents again.',
  disconnected: 'Disconnected.',
};
