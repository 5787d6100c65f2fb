/** What an operator does during a round. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Boxward } from '../../clients/boxward.js';
import type { SimulatorControls } from '../../clients/simulator.js';
import { untilSuccess, within } from './patience.js';
import type { Plan } from './plan.js';

const RESUME_WITHIN_MS = 300_000;
const PAUSE_MS = 3_000;

/** Does what the plan says; a request that fails is given up, except that a paused scan is resumed. */
export async function operate(
  { operator, seed }: Plan,
  boxward: Boxward,
  simulator: SimulatorControls,
  connectionId: string,
): Promise<void> {
  await Promise.all(
    operator.map(async ({ at, action }) => {
      await delay(at);
      await within(30_000, act(action)).catch(() => undefined);
      if (action !== 'pauseAndResume') return;
      await delay(PAUSE_MS);
      // Also when the answer to `pause` was lost: it may have taken effect.
      await untilSuccess(RESUME_WITHIN_MS, () => boxward.resumeScan(connectionId));
    }),
  );

  async function act(action: Plan['operator'][number]['action']): Promise<unknown> {
    switch (action) {
      case 'restartScan':
        return boxward.restartScan(connectionId);
      case 'pauseAndResume':
        return boxward.pauseScan(connectionId);
      case 'testApi':
        return boxward.testApi(connectionId);
      case 'promote': {
        const files = await simulator.pick('file', `n=3&seed=${seed}`);
        return boxward.promoteFiles(
          connectionId,
          files.map(({ id }) => id),
        );
      }
    }
  }
}
