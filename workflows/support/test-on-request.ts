/** Test API when an admin requests it, beside whatever the connection does. */
import { ApplicationFailure, patched } from '@temporalio/workflow';
import type { TestResult } from '../../src/domain/api-test.js';
import * as activities from './activities.js';
import { startOrResumeEvents } from './children.js';
import { raceDisconnect, type Connection } from './connection-state.js';
import { failureType } from './failure-type.js';
import { BESIDE } from './patches.js';
import { setStatus } from './set-status.js';
import { showProgress } from './show-status.js';
import { tryToStartEvents } from './start-events.js';
import { testWithin } from './test-api.js';

/** How long Test API may take when it is requested, in milliseconds: the API waits for two minutes. */
const ON_REQUEST_MS = 100_000;

/**
 * The update `testApi`. Also starts following events if the account has gained the permission since the last test. Fails
 * the update if the connection is disconnected meanwhile or Box rejects the credentials.
 */
export async function testOnRequest(connection: Connection): Promise<TestResult> {
  try {
    const result = await raceDisconnect(connection, () => testAndStartEvents(connection));
    if (!result) throw ApplicationFailure.nonRetryable('The connection is being disconnected', 'NotConnected');
    return result;
  } catch (error) {
    if (failureType(error) !== 'BoxUnauthorized') throw error;
    connection.credentialsRejected = true;
    throw ApplicationFailure.nonRetryable('Box rejected our credentials: a new consent is needed', 'BoxUnauthorized');
  }
}

async function testAndStartEvents(connection: Connection): Promise<TestResult> {
  if (!patched(BESIDE)) {
    const tested = await activities.testApi({ connectionId: connection.id });
    if (!connection.followingEvents) connection.followingEvents = await startOrResumeEvents(connection);
    return tested;
  }
  const { outcome, result } = await testWithin(connection, ON_REQUEST_MS);
  if (!connection.followingEvents) await tryToStartEvents(connection);
  if (outcome === 'finished' && connection.testRetry) {
    connection.testRetry = null;
    if (connection.status === 'connected') await setStatus(connection, 'connected');
  }
  showProgress(connection);
  return result;
}
