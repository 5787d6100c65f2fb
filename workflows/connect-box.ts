import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  log,
  setHandler,
} from '@temporalio/workflow';
import type { ProblemCode } from '../src/domain/problems.js';
import type { ConnectionStatus } from '../src/domain/connection.js';
import * as activities from './support/activities.js';
import { ensureEventsFollowed, ensureScanRunning } from './support/children.js';
import * as contract from './contract.js';
import type { ConnectBoxInput, ConnectBoxState, OAuthCallback } from './contract.js';
import { failureType } from './support/failure-type.js';
import { shouldHandOver } from './support/continue-as-new.js';
import { showStatus } from './support/show-status.js';

/**
 * The life of one connection: consent is waited for; then it is established who consented, Test API is run, and
 * backfill, event stream and scan are started. When Box rejects the credentials it asks for consent again and lets
 * everything go on from where it was. Ends when the connection is disconnected.
 */
export async function ConnectBoxWorkflow(input: ConnectBoxInput): Promise<void> {
  const connection = setup(input);
  while (!connection.disconnect) {
    await unlessDisconnected(connection, () => takeStep(connection));
    if (shouldHandOver()) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof ConnectBoxWorkflow>({ ...input, carriedOver: snapshot(connection) });
    }
  }
  await condition(allHandlersFinished);
  const { purge } = connection.disconnect;
  await activities.disconnect({ connectionId: connection.id, purge });
  // It may have been asked for while that was under way.
  if (connection.disconnect.purge && !purge) await activities.purge({ connectionId: connection.id });
  showStatus(connection.id, 'disconnected', connection.enterprise);
}

function takeStep(connection: Connection): Promise<void> {
  switch (connection.status) {
    case 'awaiting_consent':
    case 'consent_denied':
    case 'consent_expired':
    case 'needs_reauthorization':
      return awaitConsent(connection);
    case 'connecting':
      return identifyAccount(connection);
    case 'testing':
      return testAndStart(connection);
    case 'connected':
      return stayConnected(connection);
  }
}

/** Runs a step; when an admin disconnects meanwhile, it is called off and undefined is the answer: Box may be away. */
async function unlessDisconnected<T>(connection: Connection, step: () => Promise<T>): Promise<T | undefined> {
  const scope = new CancellationScope();
  const disconnected = condition(() => connection.disconnect !== null).then(() => undefined);
  const done = scope.run(step);
  const result = await Promise.race([done, disconnected]);
  if (connection.disconnect) {
    scope.cancel();
    await done.catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  }
  return result;
}

/** Where a connection can stand before its end. */
type LivingStatus = Exclude<ConnectionStatus, 'disconnected'>;

/** What one run knows; all but messages not yet handled is carried over to the next. */
interface Connection {
  readonly id: string;
  readonly name: string;
  status: LivingStatus;
  consentExpiresAt: string | null;
  enterprise: string | null;
  scanning: boolean;
  followingEvents: boolean;
  /** Consents not yet looked at: at most one per link, and one link is open at a time. */
  readonly callbacks: OAuthCallback[];
  credentialsRejected: boolean;
  disconnect: { readonly purge: boolean } | null;
}

function setup(input: ConnectBoxInput): Connection {
  const from = input.carriedOver;
  const connection: Connection = {
    id: input.connectionId,
    name: input.name,
    status: from?.status ?? 'awaiting_consent',
    consentExpiresAt: from ? from.consentExpiresAt : input.consentExpiresAt,
    enterprise: from?.enterprise ?? null,
    scanning: from?.scanning ?? false,
    followingEvents: from?.followingEvents ?? false,
    callbacks: [...(from?.callbacks ?? [])],
    credentialsRejected: from?.credentialsRejected ?? false,
    disconnect: from?.disconnect ?? null,
  };
  answerMessages(connection);
  showStatus(connection.id, connection.status, connection.enterprise);
  return connection;
}

function answerMessages(connection: Connection): void {
  setHandler(contract.oauthCallback, (callback) => {
    const known = connection.callbacks.some(({ consentId }) => consentId === callback.consentId);
    if (!known) connection.callbacks.push(callback);
  });
  setHandler(contract.consentLinkIssued, ({ expiresAt }) => {
    connection.consentExpiresAt = expiresAt;
  });
  setHandler(contract.credentialsRejected, () => {
    connection.credentialsRejected = true;
  });
  setHandler(contract.disconnect, ({ purge }) => {
    connection.disconnect = { purge: purge || connection.disconnect?.purge === true };
  });
  setHandler(contract.connection, () => snapshot(connection));
  setHandler(contract.testApi, () => testAgain(connection), {
    validator: () => {
      if (connection.status !== 'connected') {
        throw ApplicationFailure.nonRetryable('Only a connected connection can be tested', 'NotConnected');
      }
    },
  });
}

/** Waits for the admin to press Allow or Deny, or for the link to expire, or for a new link. */
async function awaitConsent(connection: Connection): Promise<void> {
  const expiresAt = connection.consentExpiresAt;
  const isInterrupted = () =>
    connection.callbacks.length > 0 || connection.disconnect !== null || connection.consentExpiresAt !== expiresAt;
  const waitMs = expiresAt === null ? undefined : Math.max(Date.parse(expiresAt) - Date.now(), 1);
  const interrupted =
    waitMs === undefined ? (await condition(isInterrupted), true) : await condition(isInterrupted, waitMs);
  if (connection.disconnect) return;

  const callback = connection.callbacks[0];
  if (callback) await takeCallback(connection, callback);
  else if (interrupted) await setStatus(connection, waitingStatus(connection));
  else {
    connection.consentExpiresAt = null;
    await setStatus(connection, waitingStatus(connection, 'consent_expired'), 'consent_expired');
  }
}

/** A granted consent leads on; a denied one or a dead code is said, and a new link waited for. */
async function takeCallback(connection: Connection, callback: OAuthCallback): Promise<void> {
  connection.consentExpiresAt = null;
  switch (callback.outcome) {
    case 'granted':
      return setStatus(connection, 'connecting');
    case 'denied':
      connection.callbacks.shift();
      return setStatus(connection, waitingStatus(connection, 'consent_denied'), 'consent_denied');
    case 'failed':
      connection.callbacks.shift();
      return setStatus(connection, waitingStatus(connection), callback.problem ?? 'consent_code_rejected');
  }
}

/** Establishes whose consent this is; that of another enterprise than before is refused. */
async function identifyAccount(connection: Connection): Promise<void> {
  const callback = connection.callbacks.shift();
  if (callback?.outcome !== 'granted') return setStatus(connection, waitingStatus(connection));
  const { grantId } = callback;
  const opened = await activities.openConnection({ connectionId: connection.id, grantId });
  if (opened.outcome === 'refused') {
    return setStatus(connection, waitingStatus(connection), opened.problem);
  }
  connection.enterprise = opened.enterprise;
  connection.credentialsRejected = false;
  await setStatus(connection, 'testing');
}

/** Runs Test API and, whatever its verdict, starts what this account can do; its coverage says what is missing. */
async function testAndStart(connection: Connection): Promise<void> {
  try {
    await activities.testApi({ connectionId: connection.id });
    connection.followingEvents = await ensureEventsFollowed(connection);
    connection.scanning = await ensureScanRunning(connection);
    await setStatus(connection, 'connected');
  } catch (error) {
    if (failureType(error) !== 'BoxUnauthorized') throw error;
    await setStatus(connection, 'needs_reauthorization', 'refresh_token_rejected');
  }
}

/** Nothing to do until something happens: a disconnect, a rejection by Box, or a new consent. */
async function stayConnected(connection: Connection): Promise<void> {
  await condition(
    () =>
      connection.disconnect !== null ||
      connection.credentialsRejected ||
      connection.callbacks.length > 0 ||
      shouldHandOver(),
  );
  if (connection.callbacks[0]) return takeCallback(connection, connection.callbacks[0]);
  if (connection.credentialsRejected) await checkRejection(connection);
}

/** A child's word may be older than the last consent: Box is asked before an admin is. */
async function checkRejection(connection: Connection): Promise<void> {
  connection.credentialsRejected = false;
  const { accepted } = await activities.checkCredentials({ connectionId: connection.id });
  if (!accepted) return setStatus(connection, 'needs_reauthorization', 'refresh_token_rejected');
  await ensureEventsFollowed(connection);
  await ensureScanRunning(connection);
}

/** The update `testApi`: what has become possible since the last test is started. */
async function testAgain(connection: Connection) {
  try {
    const result = await unlessDisconnected(connection, async () => {
      const tested = await activities.testApi({ connectionId: connection.id });
      if (!connection.followingEvents) connection.followingEvents = await ensureEventsFollowed(connection);
      return tested;
    });
    if (!result) throw ApplicationFailure.nonRetryable('The connection is being disconnected', 'NotConnected');
    return result;
  } catch (error) {
    if (failureType(error) !== 'BoxUnauthorized') throw error;
    connection.credentialsRejected = true;
    throw ApplicationFailure.nonRetryable('Box rejected our credentials: a new consent is needed', 'BoxUnauthorized');
  }
}

/** Where a connection waits for consent: one that worked before needs *re*authorization, whatever became of the link. */
function waitingStatus(connection: Connection, first: LivingStatus = 'awaiting_consent'): LivingStatus {
  return connection.scanning ? 'needs_reauthorization' : first;
}

async function setStatus(connection: Connection, status: LivingStatus, problem?: ProblemCode): Promise<void> {
  log.info('Connection status', { from: connection.status, to: status, problem });
  await activities.recordStatus({ connectionId: connection.id, status, problem: problem ?? null });
  connection.status = status;
  showStatus(connection.id, status, connection.enterprise);
}

function snapshot(connection: Connection): ConnectBoxState {
  const {
    status,
    consentExpiresAt,
    enterprise,
    scanning,
    followingEvents,
    callbacks,
    credentialsRejected,
    disconnect,
  } = connection;
  return {
    status,
    consentExpiresAt,
    enterprise,
    scanning,
    followingEvents,
    callbacks,
    credentialsRejected,
    disconnect,
  };
}
