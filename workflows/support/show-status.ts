import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { ConnectionStatus } from '../../src/domain/connection.js';
import { searchAttributesOf } from '../contract.js';

/** Shows the status of a connection in Temporal's UI, as current details and as search attributes. */
export function showStatus(connectionId: string, status: ConnectionStatus, enterprise: string | null): void {
  upsertSearchAttributes([...searchAttributesOf(connectionId, status, enterprise).getAll()]);
  setCurrentDetails(DETAILS[status]);
}

const DETAILS: Record<ConnectionStatus, string> = {
  awaiting_consent: 'Waiting for an admin to follow the consent link and grant access.',
  consent_denied: 'The admin denied consent at Box. Waiting for a new consent link.',
  consent_expired: 'The consent link expired. Waiting for a new one.',
  connecting: 'An admin gave consent. Finding out which account it was.',
  testing: 'Running Test API.',
  connected: 'Connected. Backfill, event stream and scan are workflows of their own.',
  needs_reauthorization: 'Box rejected the credentials. All work is parked until an admin consents again.',
  disconnected: 'Disconnected.',
};
