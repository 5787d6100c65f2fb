import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  patched,
  setHandler,
} from '@temporalio/workflow';
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
  type Connection,
} from './support/connection-state.js';
import { shouldContinueAsNew } from './support/continue-as-new.js';
import { failureType } from './support/failure-type.js';
import { BESIDE } from './support/patches.js';
import { earliestOf, isDue, nextRetry } from './support/retry.js';
import { setStatus } from './support/set-status.js';
import { showHealth } from './support/show-health.js';
import { showProgress, showStatus } from './support/show-status.js';
import { tryToStartEvents } from './support/start-events.js';
import { tryToTest } from './support/test-api.js';
import { testOnRequest } from './support/test-on-request.js';

/**
 * The life of one connection, from its first consent link until it is disconnected. Each step is a function:
 *
 * 1. `awaitConsent` waits until an admin follows the consent link and grants or denies access, or the link expires.
 * 2. `identifyAccount` finds out which account of which enterprise gave consent.
 * 3. `testAndStart` runs Test API, which shows what the account can do, and starts child workflows:
 * 4. `tryToStartEvents` starts following the live events and reading the events of the days before consent;
 * 5. `startOrResumeScan` starts scanning every file, and changed files before all others.
 * 6. `stayConnected` waits while the children work, and tries again what could not be started or tested.
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
  showStatus(connection);
  return connection;
}

function handleMessages(connection: Connection): void {
  setHandler(
    contract.oauthCallback,
    (callback) => {
      const isKnown = connection.callbacks.some(({ consentId }) => consentId === callback.consentId);
      if (!isKnown) connection.callbacks = [...connection.callbacks, callback];
    },
    { description: 'Box redirected the admin back from its consent page.' },
  );
  setHandler(
    contract.consentLinkIssued,
    ({ expiresAt }) => {
      connection.consentExpiresAt = expiresAt;
    },
    { description: 'A new consent link was issued.' },
  );
  setHandler(
    contract.credentialsRejected,
    () => {
      connection.credentialsRejected = true;
    },
    { description: 'A child reports that Box rejects the credentials.' },
  );
  setHandler(
    contract.disconnect,
    ({ purge }) => {
      connection.disconnect = { purge: purge || connection.disconnect?.purge === true };
    },
    { description: 'An admin disconnects the connection.' },
  );
  setHandler(contract.connection, () => stateOf(connection), { description: 'The state of the connection.' });
  setHandler(contract.testApi, () => testOnRequest(connection), {
    description: 'Runs Test API and returns its result.',
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
  const interrupted = await conditionUntil(isInterrupted, expiresAt, 'Until the consent link expires');
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

/**
 * Starts what the account can do and runs Test API; none waits long for another. `connected` says that the account is
 * known and the work has begun: what Box does not answer yet is tried again by `stayConnected`, and says so itself.
 */
async function testAndStart(connection: Connection): Promise<void> {
  if (!patched(BESIDE)) return testThenStart(connection);
  await unlessRejected(connection, async () => {
    await tryToStartEvents(connection);
    const isTested = await tryToTest(connection);
    connection.scanning = await startOrResumeScan(connection);
    await setStatus(connection, 'connected', isTested ? undefined : 'test_api_unfinished');
  });
}

/** The same for runs of earlier versions: each step waits for the one before. */
async function testThenStart(connection: Connection): Promise<void> {
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

/** Runs steps; if Box rejects the credentials, waits for a new consent. */
async function unlessRejected(connection: Connection, steps: () => Promise<void>): Promise<void> {
  try {
    await steps();
  } catch (error) {
    if (failureType(error) !== 'BoxUnauthorized') throw error;
    await setStatus(connection, 'needs_reauthorization', 'refresh_token_rejected');
  }
}

/**
 * Waits for a disconnect, a new consent, or the report of a child that Box rejects the credentials. Meanwhile tries again
 * what could not be started or tested.
 */
async function stayConnected(connection: Connection): Promise<void> {
  // Connections of earlier versions tried to read events once.
  if (!connection.followingEvents && !connection.eventsRetry && patched(BESIDE)) connection.eventsRetry = nextRetry(0);
  const dueAt = dueAtOf(connection);
  const isInterrupted = () =>
    connection.disconnect !== null ||
    connection.credentialsRejected ||
    connection.callbacks.length > 0 ||
    dueAtOf(connection) !== dueAt ||
    shouldContinueAsNew();
  if (dueAt === null) await condition(isInterrupted);
  else await conditionUntil(isInterrupted, dueAt, 'Until events or Test API are tried again');
  if (connection.callbacks[0]) return handleConsent(connection, connection.callbacks[0]);
  if (connection.credentialsRejected) await checkRejection(connection);
  else if (dueAt !== null) await unlessRejected(connection, () => retryDue(connection));
}

const dueAtOf = ({ eventsRetry, testRetry }: Connection): string | null => earliestOf(eventsRetry, testRetry);

async function retryDue(connection: Connection): Promise<void> {
  if (isDue(connection.eventsRetry)) await tryToStartEvents(connection);
  if (isDue(connection.testRetry) && (await tryToTest(connection))) await setStatus(connection, 'connected');
  showProgress(connection);
}

/** Checks the credentials at Box: the report of a child may be older than the last consent. */
async function checkRejection(connection: Connection): Promise<void> {
  connection.credentialsRejected = false;
  const { accepted } = await activities.checkCredentials({ connectionId: connection.id });
  if (!accepted) return setStatus(connection, 'needs_reauthorization', 'refresh_token_rejected');
  if (!patched(BESIDE)) await startOrResumeEvents(connection);
  else await tryToStartEvents(connection);
  await startOrResumeScan(connection);
}

/** Stops the children, revokes the token at Box and deletes the secrets; `purge` also deletes what was found. */
async function endConnection(connection: Connection, { purge }: { readonly purge: boolean }): Promise<void> {
  await activities.disconnect({ connectionId: connection.id, purge });
  // A purge may have been requested while the activity ran.
  if (connection.disconnect?.purge && !purge) await activities.purge({ connectionId: connection.id });
  showStatus(connection, 'disconnected');
}
