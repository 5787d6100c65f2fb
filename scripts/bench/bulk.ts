import { runBareLoop } from './bare-loop.js';
import { measureScan } from './measured-scan.js';
import { inTurn } from './order.js';
import { UNLIMITED, withRig } from './rig.js';
import type { Bench, Measured, Round, Scenario } from './scenario.js';
import { truthFaults } from './truth.js';
import { watchUsage } from './usage.js';

const SHAPES = [
  { name: 'small folders', filesPerFolder: 25, filesPerUser: 200, seed: 1 },
  { name: 'full pages', filesPerFolder: 1_000, filesPerUser: 3_000, seed: 2 },
] as const;
const FILES = { quick: 6_000, full: 150_000 };

/** The first scan while Box does not limit the rate. */
export const bulk: Scenario = {
  name: 'bulk',
  title: 'First scan, Box without limits',
  measures:
    'The first scan of an enterprise while the simulator answers at once and limits nothing, with about 18 items a folder and with about 1,000 items a folder: 150,000 files each (with `--quick` 6,000, of which the start takes a large part).',
  yardstick:
    'A bare loop over the same pages: undici, `JSON.parse` and one upsert a page into the same table with the same indexes, 16 in flight; no folders, no collaborations, no recovery.',
  rounds: { quick: 1, full: 3 },
  chart: 'files/s',
  targets: SHAPES.map(({ name }) => ({
    variant: `Boxward, ${name}`,
    figure: 'share of the bare loop',
    bound: 'at least',
    limit: 0.75,
  })),
  async round(bench) {
    const rounds: Round[] = [];
    for (const shape of SHAPES) rounds.push(await measure(bench, shape));
    return { measured: rounds.flatMap(({ measured }) => measured), faults: rounds.flatMap(({ faults }) => faults) };
  },
};

async function measure(
  bench: Bench,
  { name, filesPerFolder, filesPerUser, seed }: (typeof SHAPES)[number],
): Promise<Round> {
  const files = bench.isQuick ? FILES.quick : FILES.full;
  const enterprise = { users: Math.ceil(files / filesPerUser), files, filesPerFolder, seed, latencyMs: 0 };
  return withRig(bench, { enterprise, ...UNLIMITED }, async (rig) => {
    const [scan, { bare, bareUsage }] = await inTurn(
      bench.round,
      () => measureScan(rig),
      async () => {
        const watch = await watchUsage(rig.bed.children);
        const loop = await runBareLoop(rig.simulatorUrl, rig.bed.databaseUrl);
        return { bare: loop, bareUsage: await watch.stop() };
      },
    );
    const { usage } = scan;
    const faults = await truthFaults(rig.simulatorUrl, rig.bed.databaseUrl, scan.connectionId);
    const rate = { boxward: scan.files / scan.seconds, bare: bare.files / bare.seconds };
    bench.say(`${name}: Boxward ${Math.round(rate.boxward)} files/s, bare loop ${Math.round(rate.bare)} files/s`);
    const cpu = (process: string) => usage.get(process)?.cpuSeconds ?? NaN;
    const bareCpu = (process: string) => bareUsage.get(process)?.cpuSeconds ?? NaN;
    const ofBoxward = (figure: string, unit: string, value: number): Measured => ({
      ...{ variant: `Boxward, ${name}`, figure, unit, value },
    });
    const ofBare = (figure: string, unit: string, value: number): Measured => ({
      ...{ variant: `bare loop, ${name}`, figure, unit, value },
    });
    return {
      measured: [
        ofBoxward('files', '', scan.files),
        ofBare('files', '', bare.files),
        ofBare('calls', '', bare.calls),
        ofBoxward('files/s', 'files/s', rate.boxward),
        ofBare('files/s', 'files/s', rate.bare),
        ofBoxward('share of the bare loop', '', rate.boxward / rate.bare),
        ofBoxward('CPU of Postgres', 's', cpu('Postgres')),
        ofBare('CPU of Postgres', 's', bareCpu('Postgres')),
        ofBoxward('CPU of the worker', 's', cpu('worker')),
        ofBare('CPU of the worker', 's', bare.cpuSeconds),
        ofBoxward('CPU of the simulator', 's', cpu('simulator')),
        ofBare('CPU of the simulator', 's', bareCpu('simulator')),
        ofBoxward('CPU of Temporal', 's', cpu('Temporal')),
        ofBoxward('bytes stored per file', 'B', scan.bytesPerFile),
        ofBoxward('WAL per file', 'B', scan.walBytesPerFile),
      ],
      faults,
    };
  });
}
