import { inTurn } from './order.js';
import { listAtRclonesPace, whyNoRclone } from './rclone.js';
import { scanOnce, UNLIMITED, withRig, type Rig, type RigOptions } from './rig.js';
import type { Bench, Measured, Round, Scenario } from './scenario.js';
import { crawlWithSdk } from './sdk-crawl.js';
import { truthFaults } from './truth.js';

const SIZE = {
  quick: { many: { users: 40, files: 1_000 }, one: { users: 1, files: 800, filesPerFolder: 5 } },
  full: { many: { users: 500, files: 20_000 }, one: { users: 1, files: 5_000, filesPerFolder: 5 } },
};
/** As measured at Box: a listing takes some tenth of a second. */
const LATENCY_MS = 100;
const BOXWARD = 'Boxward';
const SDK = 'crawl with the SDK';
const ONE = 'Boxward, one user';
const RCLONE = 'at rclone’s pace, one user';

/** The first scan beside what one would write or pick instead. */
export const against: Scenario = {
  name: 'against',
  title: 'Beside a crawl with Box’s SDK, and rclone’s pace',
  measures:
    'The time and the calls for a listing of the same enterprise, 500 users and 20,000 files (with `--quick` 40 and 1,000), and of one user with 5,000 files in small folders (with `--quick` 800), while the simulator answers after 100 ms and limits nothing. The time of Boxward is that of its scan; its calls include everything that it does at Box, the events of a week among them.',
  yardstick:
    'The recursive crawl that one would write with the official SDK (`box-node-sdk`): user after user, folder after folder, into every folder that it sees, with the collaborations of each item that has any; it stores nothing. For one user, a listing at the pace of rclone, without collaborations.',
  rounds: { quick: 1, full: 3 },
  chart: 'seconds',
  targets: [
    { variant: BOXWARD, figure: 'times as fast as the SDK', bound: 'at least', limit: 10 },
    { variant: BOXWARD, figure: 'calls to those of the SDK', bound: 'at most', limit: 1 },
    { variant: ONE, figure: 'time to that of rclone’s pace', bound: 'at most', limit: 1 },
  ],
  async round(bench) {
    const { many, one } = SIZE[bench.isQuick ? 'quick' : 'full'];
    const beside = [
      await measureBeside(bench, many, { ours: BOXWARD, theirs: SDK, list: crawlWithSdk }, (ours, theirs) => [
        { variant: BOXWARD, figure: 'times as fast as the SDK', unit: '', value: theirs.seconds / ours.seconds },
        { variant: BOXWARD, figure: 'calls to those of the SDK', unit: '', value: ours.calls / theirs.calls },
      ]),
      await measureBeside(bench, one, { ours: ONE, theirs: RCLONE, list: listAtRclonesPace }, (ours, theirs) => [
        { variant: ONE, figure: 'time to that of rclone’s pace', unit: '', value: ours.seconds / theirs.seconds },
      ]),
    ];
    return {
      measured: beside.flatMap(({ measured }) => measured),
      faults: beside.flatMap(({ faults }) => faults),
      notes: [await whyNoRclone()],
    };
  },
};

interface Listed {
  readonly files: number;
  readonly seconds: number;
  readonly calls: number;
}

interface Pair {
  readonly ours: string;
  readonly theirs: string;
  readonly list: (simulatorUrl: string) => Promise<Omit<Listed, 'calls'>>;
}

/** Lists one enterprise with Boxward and with `list`, one after the other. */
async function measureBeside(
  bench: Bench,
  size: Omit<RigOptions['enterprise'], 'seed' | 'latencyMs'>,
  { ours: us, theirs: them, list }: Pair,
  ratios: (ours: Listed, theirs: Listed) => Measured[],
): Promise<Round> {
  const enterprise = { ...size, seed: 6, latencyMs: LATENCY_MS };
  return withRig(bench, { enterprise, ...UNLIMITED }, async (rig) => {
    const [{ ours, faults }, theirs] = await inTurn(
      bench.round,
      async () => {
        const { connectionId, ...scan } = await counted(rig, () => scanOnce(rig));
        const differences = await truthFaults(rig.simulatorUrl, rig.bed.databaseUrl, connectionId);
        // From here on only the other one makes calls.
        await Promise.all(rig.workers.map((worker) => worker.stop()));
        return { ours: scan, faults: differences };
      },
      () => counted(rig, () => list(rig.simulatorUrl)),
    );
    bench.say(
      `${us} ${ours.seconds.toFixed(1)} s and ${ours.calls} calls, ${them} ${theirs.seconds.toFixed(1)} s and ${theirs.calls}`,
    );
    const figures = (variant: string, { files, seconds, calls }: Listed): Measured[] => [
      { variant, figure: 'files', unit: '', value: files },
      { variant, figure: 'seconds', unit: 's', value: seconds },
      { variant, figure: 'calls', unit: '', value: calls },
    ];
    return { measured: [...figures(us, ours), ...figures(them, theirs), ...ratios(ours, theirs)], faults };
  });
}

async function counted<T>({ simulator }: Rig, work: () => Promise<T>): Promise<T & { readonly calls: number }> {
  const { total: before } = await simulator.requests();
  const result = await work();
  return { ...result, calls: (await simulator.requests()).total - before };
}
