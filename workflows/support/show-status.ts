import { upsertSearchAttributes } from '@temporalio/workflow';
import type { ConnectionStatus } from '../../src/domain/connection.js';
import { searchAttributesOf } from '../contract.js';
import type { Connection } from './connection-state.js';
import { readableTime, showDetails } from './details.js';

/** Shows the status of a connection in Temporal's UI, as current details and as search attributes. */
export function showStatus(connection: Connection, status: ConnectionStatus = connection.status): void {
  const { id, name, enterprise } = connection;
  upsertSearchAttributes([...searchAttributesOf(id, status, enterprise, name).getAll()]);
  showProgress(connection, status);
}

/** Shows in the current details what a connection does and waits for. It adds nothing to the history. */
export function showProgress(connection: Connection, status: ConnectionStatus = connection.status): void {
  const { id, name, enterprise, consentExpiresAt, eventsRetry, testRetry, followingEvents, scanning } = connection;
  showDetails(
    `Connection ${name}${enterprise === null ? '' : ` to ${enterprise}`}`,
    DETAILS[status],
    ...(consentExpiresAt === null ? [] : [`The link expires on ${readableTime(consentExpiresAt)}.`]),
    ...(eventsRetry ? [`The event stream cannot be read yet. Next try: ${readableTime(eventsRetry.at)}.`] : []),
    ...(testRetry ? [`Box did not answer all checks of Test API. Next try: ${readableTime(testRetry.at)}.`] : []),
    ...(followingEvents ? [`Events: \`follow-events/${id}\``] : []),
    ...(scanning ? [`Scan: \`full-scan/${id}\``] : []),
  );
}

const DETAILS: Record<ConnectionStatus, string> = {
  awaiting_consent: 'Waiting for an admin to follow the consent link and grant access.',
  consent_denied: 'The admin denied consent at Box. Waiting for a new consent link.',
  consent_expired: 'The consent link expired. Waiting for a new one.',
  connecting: 'An admin gave consent. Finding out which account it was.',
  testing:
    'Starting the event stream, then running Test API for little more than a minute at most, then starting the scan.',
  connected: 'Connected.',
  needs_reauthorization: 'Box rejected the credentials. All work is parked until an admin consents again.',
  disconnected: 'Disconnected.',
};
