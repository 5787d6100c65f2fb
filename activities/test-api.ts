import { cancellationSignal } from '@temporalio/activity';
import { runTestApi, type TestResult } from '../src/box/test-api.js';
import { recordTest } from '../src/store/connection-state.js';
import type { ActivityDependencies } from './dependencies.js';

/** Test API, as an activity. */
export function createTestApiActivities({ db, box }: ActivityDependencies) {
  return {
    /** Runs the checks and records their verdict and the coverage that follows from the account's role. */
    async testApi({ connectionId }: { connectionId: string }): Promise<TestResult> {
      const { client } = await box.open(connectionId);
      const { result, coverage } = await runTestApi(client, { signal: cancellationSignal() });
      await recordTest(db, connectionId, result, coverage);
      return result;
    },
  };
}
