import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { ConnectionStatus } from '../../src/domain/connection.js';
import { SEARCH_ATTRIBUTES } from '../contract.js';

const connectionKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.connectionId, SearchAttributeType.KEYWORD);
const enterpriseKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.enterprise, SearchAttributeType.KEYWORD);
const statusKey = defineSearchAttributeKey(SEARCH_ATTRIBUTES.status, SearchAttributeType.KEYWORD);

/** The search attributes of a connection's workflows; `enterprise` is its name, null until it is known. */
export function searchAttributesOf(connectionId: string, status: ConnectionStatus, enterprise: string | null) {
  const pairs = [
    { key: connectionKey, value: connectionId },
    { key: statusKey, value: status as string },
  ];
  if (enterprise !== null) pairs.push({ key: enterpriseKey, value: enterprise });
  return new TypedSearchAttributes(pairs);
}

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
