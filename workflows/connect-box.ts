import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  log,
  setHandler,
} from '@temporalio/workflow';
import type { TestResult } from '../src/domain/api-test.js';
import type { ProblemCode } from '../src/domain/problems.js';
import * as contract from './contract.js';
import type { ConnectBoxInput, OAuthCallback } from './contract.js';
import * as activities from './support/activities.js';
import { startOrResumeEvents, startOrResumeScan } from './support/children.js';
import {
  conditionUntil,
  initialState,
  raceDisconnect,
  stateOf,
  waitingStatus,
  type ActiveStatus,
  type Connection,
} from './support/connection-state.js';
import { shouldContinueAsNew } from './support/continue-as-new.js';
import { failureType } from './support/failure-type.js';
import { showHealth } from './support/show-health.js';
import { showStatus } from './support/show-status.js';

/**
 * The life of one connection, from its first consent link until it is disconnected. Each step is a function:
 *
 * 1. `awaitConsent` waits until an admin follows the consent link and grants or denies access, or the link expires.
 * 2. `identifyAccount` finds out which account of which enterprise gave consent.
 * 3. `testAndStart` runs Test API, which shows what the account can do, and then starts child workflows:
 * 4. `startOrResumeEvents` starts following the live events and reading the events of the days before consent;
 * 5. `startOrResumeScan` starts scanning every file, and changed files before all others.
 * 6. `stayConnected` waits while the children work.
 * 7. `checkRejection` returns to step 1 if Box rejects the credentials. Meanwhile the children are parked.
 * 8. `endConnection` stops all work when an admin disconnects. The step that is running then is cancelled.
 */
export async function ConnectBoxWorkflow(input: ConnectBoxInput): Promise<void> {
  const connection = setup(input);
  while (!connection.disconnect) {
    await raceDisconnect(connection, () => runState(connection));
    if (shouldContinueAsNew()) {
      await condition(allHandlersFinished);
      await continueAsNew<typeof ConnectBoxWorkflow>({ ...input, carriedOver: stateOf(connection) });
    }
  }
  await condition(allHandlersFinished);
  await endConnection(connection, connection.disconnect);
}

/** Runs the step of the current status. Most steps end by setting the next status. */
function runState(connection: Connection): Promise<void> {
  switch (connection.status) {
    case 'awaiting_consent':
    case 'consent_denied':
    case 'consent_expired':
      return awaitConsent(connection);
    case 'connecting':
      return identifyAccount(connection);
    case 'testing':
      return testAndStart(connection);
    case 'connected':
      return stayConnected(connection);
    case 'needs_reauthorization':
      return awaitConsent(connection);
  }
}

function setup(input: ConnectBoxInput): Connection {
  const connection: Connection = {
    id: input.connectionId,
    name: input.name,
    ...initialState(input),
    ...input.carriedOver,
  };
  handleMessages(connection);
  showHealth();
  showStatus(connection.id, connection.status, connection.enterprise);
  return connection;
}

function handleMessages(connection: Connection): void {
  setHandler(contract.oauthCallback, (callback) => {
    const isKnown = connection.callbacks.some(({ consentId }) => consentId === callback.consentId);
    if (!isKnown) connection.callbacks = [...connection.callbacks, callback];
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
  setHandler(contract.connection, () => stateOf(connection));
  setHandler(contract.testApi, () => testAgain(connection), {
    validator: () => {
      if (connection.status !== 'connected') {
        throw ApplicationFailure.nonRetryable('Only a connected connection can be tested', 'NotConnected');
      }
    },
  });
}

/** Waits until the admin grants or denies access, the link expires, or a new link is issued. */
async function awaitConsent(connection: Connection): Promise<void> {
  const expiresAt = connection.consentExpiresAt;
  const isInterrupted = () =>
    connection.callbacks.length > 0 || connection.disconnect !== null || connection.consentExpiresAt !== expiresAt;
  const interrupted = await conditionUntil(isInterrupted, expiresAt);
  if (connection.disconnect) return;

  const callback = connection.callbacks[0];
  if (callback) await handleConsent(connection, callback);
  else if (interrupted) await setStatus(connection, waitingStatus(connection));
  else {
    connection.consentExpiresAt = null;
    await setStatus(connection, waitingStatus(connection, 'consent_expired'), 'consent_expired');
  }
}

/** Continues with a granted consent. After a denied or failed one, records why and waits for a new link. */
async function handleConsent(connection: Connection, callback: OAuthCallback): Promise<void> {
  connection.consentExpiresAt = null;
  switch (callback.outcome) {
    case 'granted':
      return setStatus(connection, 'connecting');
    case 'denied':
      shiftCallback(connection);
      return setStatus(connection, waitingStatus(connection, 'consent_denied'), 'consent_denied');
    case 'failed':
      shiftCallback(connection);
      return setStatus(connection, waitingStatus(connection), callback.problem ?? 'consent_code_rejected');
  }
}

function shiftCallback(connection: Connection): OAuthCallback | undefined {
  const [first, ...others] = connection.callbacks;
  connection.callbacks = others;
  return first;
}

/** Finds out which account gave consent. Refuses an account of another enterprise than before. */
async function identifyAccount(connection: Connection): Promise<void> {
  const callback = shiftCallback(connection);
  if (callback?.outcome !== 'granted') return setStatus(connection, waitingStatus(connection));
  const opened = await activities.openConnection({ connectionId: connection.id, grantId: callback.grantId });
  if (opened.outcome === 'refused') return setStatus(connection, waitingStatus(connection), opened.problem);
  connection.enterprise = opened.enterprise;
  connection.credentialsRejected = false;
  await setStatus(connection, 'testing');
}

/** Runs Test API and, whatever its result, starts what the account can do. Its coverage shows what it cannot do. */
async function testAndStart(connection: Connection): Promise<void> {
  try {
    await activities.testApi({ connectionId: connection.id });
    connection.followingEvents = await startOrResumeEvents(connection);
    connection.scanning = await startOrResumeScan(connection);
    await setStatus(connection, 'connected');
  } catch (error) {
    if (failureType(error) !== 'BoxUnauthorized') throw error;
    await setStatus(connection, 'needs_reauthorization', 'refresh_token_rejected');
  }
}

/** Waits for a disconnect, a new consent, or the report of a child that Box rejects the credentials. */
async function stayConnected(connection: Connection): Promise<void> {
  await condition(
    () =>
      connection.disconnect !== null ||
      connection.credentialsRejected ||
      connection.callbacks.length > 0 ||
      shouldContinueAsNew(),
  );
  if (connection.callbacks[0]) return handleConsent(connection, connection.callbacks[0]);
  if (connection.credentialsRejected) await checkRejection(connection);
}

/** Checks the credentials at Box: the report of a child may be older than the last consent. */
async function checkRejection(connection: Connection): Promise<void> {
  connection.credentialsRejected = false;
  const { accepted } = await activities.checkCredentials({ connectionId: connection.id });
  if (!accepted) return setStatus(connection, 'needs_reauthorization', 'refresh_token_rejected');
  await startOrResumeEvents(connection);
  await startOrResumeScan(connection);
}

/** Stops the children, revokes the token at Box and deletes the secrets; `purge` also deletes what was found. */
async function endConnection(connection: Connection, { purge }: { readonly purge: boolean }): Promise<void> {
  await activities.disconnect({ connectionId: connection.id, purge });
  // A purge may have been requested while the activity ran.
  if (connection.disconnect?.purge && !purge) await activities.purge({ connectionId: connection.id });
  showStatus(connection.id, 'disconnected', connection.enterprise);
}

/** The update `testApi`. Also starts following events if the account has gained the permission since the last test. */
async function testAgain(connection: Connection): Promise<TestResult> {
  try {
    const result = await raceDisconnect(connection, async () => {
      const tested = await activities.testApi({ connectionId: connection.id });
      if (!connection.followingEvents) connection.followingEvents = await startOrResumeEvents(connection);
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

async function setStatus(connection: Connection, status: ActiveStatus, problem?: ProblemCode): Promise<void> {
  log.info('The status of the connection changes', { from: connection.status, to: status, problem });
  await activities.recordStatus({ connectionId: connection.id, status, problem: problem ?? null });
  connection.status = status;
  showStatus(connection.id, status, connection.enterprise);
}
