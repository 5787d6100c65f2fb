import { cancellationSignal } from '@temporalio/activity';
import { runTestApi } from '../../src/box/test-api.js';
import type { TestResult } from '../../src/domain/api-test.js';
import { recordRunningTest, recordTest } from '../../src/store/connections/connections.js';
import type { ActivityDependencies } from '../dependencies.js';

/** Test API as an activity, for a worker. */
export function createTestApiActivities(deps: ActivityDependencies) {
  return {
    testApi: (input: { connectionId: string }) => testApi(deps, input),
  };
}

/**
 * Runs Test API. Records its progress after each check, then the result and the coverage that follows from it. If Box is
 * unavailable for too long, the result says so. Throws if Box rejects the credentials.
 */
export async function testApi(
  { db, box }: ActivityDependencies,
  { connectionId }: { readonly connectionId: string },
): Promise<TestResult> {
  const { client } = await box.open(connectionId);
  try {
    const { result, coverage } = await runTestApi(client, {
      signal: cancellationSignal(),
      report: (running) => recordRunningTest(db, connectionId, running),
    });
    await recordTest(db, connectionId, result, coverage);
    return result;
  } catch (error) {
    await recordRunningTest(db, connectionId, null);
    throw error;
  }
}
