import { cancellationSignal } from '@temporalio/activity';
import { runTestApi } from '../../src/box/test-api.js';
import type { TestResult } from '../../src/domain/api-test.js';
import { recordRunningTest, recordTest } from '../../src/store/connections/connections.js';
import type { ActivityDependencies } from '../dependencies.js';

/** Test API, as an activity. */
export function createTestApiActivities({ db, box }: ActivityDependencies) {
  return {
    /** Runs the checks; records how far it is, then their verdict and the coverage that follows from the account's role. */
    async testApi({ connectionId }: { connectionId: string }): Promise<TestResult> {
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
    },
  };
}
