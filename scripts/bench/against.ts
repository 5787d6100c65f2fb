import { scanOnce, UNLIMITED, withRig } from './rig.js';
import type { Measured, Scenario } from './scenario.js';
import { crawlWithSdk } from './sdk-crawl.js';
import { truthFaults } from './truth.js';

const SIZE = { quick: { users: 40, files: 1_000 }, full: { users: 500, files: 20_000 } };
/** As measured at Box: a listing takes some tenth of a second. */
const LATENCY_MS = 100;
const BOXWARD = 'Boxward';
const SDK = 'crawl with the SDK';

/** The first scan beside what one would write instead. */
export const against: Scenario = {
  name: 'against',
  title: 'Beside a crawl with Box’s SDK',
  measures:
    'The time and the calls for a listing of the same enterprise, 500 users and 20,000 files (with `--quick` 40 and 1,000), while the simulator answers after 100 ms and limits nothing. The time of Boxward is that of its scan; its calls include everything that it does at Box, the events of a week among them.',
  yardstick:
    'The recursive crawl that one would write with the official SDK (`box-node-sdk`): user after user, folder after folder, into every folder that it sees, with the collaborations of each item that has any; it stores nothing.',
  rounds: { quick: 1, full: 3 },
  chart: 'seconds',
  targets: [
    { variant: BOXWARD, figure: 'times as fast as the SDK', bound: 'at least', limit: 10 },
    { variant: BOXWARD, figure: 'calls to those of the SDK', bound: 'at most', limit: 1 },
  ],
  async round(bench) {
    const size = SIZE[bench.isQuick ? 'quick' : 'full'];
    const enterprise = { ...size, seed: 6, latencyMs: LATENCY_MS };
    return withRig(bench, { enterprise, ...UNLIMITED }, async (rig) => {
      const scan = await scanOnce(rig);
      const ours = (await rig.simulator.requests()).total;
      const faults = await truthFaults(rig.simulatorUrl, rig.bed.databaseUrl, scan.connectionId);
      // From here on only the crawl makes calls.
      await Promise.all(rig.workers.map((worker) => worker.stop()));
      const before = (await rig.simulator.requests()).total;
      const sdk = await crawlWithSdk(rig.simulatorUrl);
      const theirs = (await rig.simulator.requests()).total - before;
      bench.say(
        `Boxward ${scan.seconds.toFixed(1)} s and ${ours} calls, the SDK ${sdk.seconds.toFixed(1)} s and ${theirs}`,
      );
      const of = (variant: string, figure: string, unit: string, value: number): Measured => ({
        ...{ variant, figure, unit, value },
      });
      return {
        measured: [
          of(BOXWARD, 'files', '', scan.files),
          of(SDK, 'files', '', sdk.files),
          of(BOXWARD, 'seconds', 's', scan.seconds),
          of(SDK, 'seconds', 's', sdk.seconds),
          of(BOXWARD, 'calls', '', ours),
          of(SDK, 'calls', '', theirs),
          of(BOXWARD, 'times as fast as the SDK', '', sdk.seconds / scan.seconds),
          of(BOXWARD, 'calls to those of the SDK', '', ours / theirs),
        ],
        faults,
        notes: ['rclone is not compared yet.'],
      };
    });
  },
};
