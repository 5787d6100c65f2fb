import { measureScan } from './measured-scan.js';
import { inOrder } from './order.js';
import { countWritten, scanAgain } from './rescan.js';
import { UNLIMITED, untilQuiet, withRig, type Rig } from './rig.js';
import type { Bench, Measured, Round, Scenario, Target } from './scenario.js';
import { temporalFigures } from './temporal-figures.js';
import { truthFaults } from './truth.js';
import { watchUsage } from './usage.js';

const SIZES = { quick: [2_000, 20_000], full: [10_000, 100_000, 1_000_000] };
const FILES_PER_USER = 500;
const RATIO = 'Boxward, largest to smallest';
/** Figures of which the largest enterprise is compared with the smallest. */
const COMPARED = ['files/s', 'calls per file', 'CPU of Postgres per file', 'bytes stored per file'];
const target = (figure: string, bound: Target['bound'], limit: number, variant = RATIO): Target => ({
  ...{ variant, figure, bound, limit },
});

/** The same scan in enterprises of very different size. */
export const growth: Scenario = {
  name: 'growth',
  title: 'Growth',
  measures:
    'The first scan of enterprises of 10,000, 100,000 and 1,000,000 files (with `--quick` 2,000 and 20,000), 500 files a user, while the simulator limits nothing, and a second scan with nothing changed. After each, all that is stored is compared with what is at Box. No cost per file may grow with what has been scanned before.',
  yardstick: 'The smallest enterprise.',
  rounds: { quick: 1, full: 2 },
  chart: 'files/s',
  targets: [
    target('files/s', 'at least', 0.85),
    target('calls per file', 'at most', 1.2),
    target('CPU of Postgres per file', 'at most', 1.2),
    target('bytes stored per file', 'at most', 1.2),
    target('longest history', 'at most', 2_000, 'Boxward, all sizes'),
    target('memory of the worker', 'at most', 400, 'Boxward, all sizes'),
  ],
  async round(bench) {
    const sizes = SIZES[bench.isQuick ? 'quick' : 'full'];
    const rounds: Round[] = [];
    for (const files of inOrder(bench.round, sizes)) rounds.push(await measure(bench, files));
    const measured = inOrder(bench.round, rounds).map((round) => round.measured);
    const highest = (figure: string) =>
      Math.max(...measured.flat().flatMap((each) => (each.figure === figure ? each.value : [])));
    return {
      measured: [
        ...measured.flat(),
        ...ratios(measured[0] ?? [], measured.at(-1) ?? []),
        { variant: 'Boxward, all sizes', figure: 'longest history', unit: 'events', value: highest('longest history') },
        {
          variant: 'Boxward, all sizes',
          figure: 'memory of the worker',
          unit: 'MiB',
          value: highest('memory of the worker'),
        },
      ],
      faults: rounds.flatMap(({ faults }) => faults),
    };
  },
};

async function measure(bench: Bench, files: number): Promise<Round> {
  const enterprise = { users: Math.ceil(files / FILES_PER_USER), files, seed: 3, latencyMs: 0 };
  return withRig(bench, { enterprise, ...UNLIMITED }, async (rig) => {
    const scan = await measureScan(rig);
    const { usage, connectionId } = scan;
    const { total } = await rig.simulator.requests();
    const compare = () => truthFaults(rig.simulatorUrl, rig.bed.databaseUrl, connectionId);
    const faults = await compare();
    const temporal = await temporalFigures(rig.bed.temporalAddress);
    const again = await measureRescan(rig, connectionId);
    bench.say(`${files} files: ${Math.round(scan.files / scan.seconds)} files/s`);
    const of = (figure: string, unit: string, value: number): Measured => ({
      ...{ variant: `Boxward, ${files.toLocaleString('en')} files`, figure, unit, value },
    });
    const cpu = (name: string) => ((usage.get(name)?.cpuSeconds ?? NaN) / scan.files) * 1e6;
    const memory = (name: string) => usage.get(name)?.peakMib ?? NaN;
    return {
      measured: [
        of('files/s', 'files/s', scan.files / scan.seconds),
        of('calls per file', '', total / scan.files),
        of('CPU of Postgres per file', 'µs', cpu('Postgres')),
        of('CPU of the worker per file', 'µs', cpu('worker')),
        of('CPU of Temporal per file', 'µs', cpu('Temporal')),
        of('bytes stored per file', 'B', scan.bytesPerFile),
        of('WAL per file', 'B', scan.walBytesPerFile),
        of('memory of the worker', 'MiB', memory('worker')),
        of('memory of the API', 'MiB', memory('api')),
        of('memory of Postgres', 'MiB', memory('Postgres')),
        of('memory of Temporal', 'MiB', memory('Temporal')),
        of('longest history', 'events', temporal.longestHistory),
        of('Temporal actions', '', temporal.actions),
        of('second scan, files/s', 'files/s', scan.files / again.seconds),
        of('second scan, calls per file', '', again.calls / scan.files),
        of('second scan, CPU of Postgres per file', 'µs', (again.postgresSeconds / scan.files) * 1e6),
        of('second scan, rows written again', '%', (again.written / scan.files) * 100),
      ],
      faults: [...faults, ...(await compare())],
    };
  });
}

/** Scans the enterprise again with nothing changed. */
async function measureRescan(rig: Rig, connectionId: string) {
  await untilQuiet(rig, connectionId);
  const before = await rig.simulator.requests();
  const watch = await watchUsage(rig.children);
  const written = await countWritten(rig, connectionId, () => scanAgain(rig, connectionId));
  const usage = await watch.stop();
  const after = await rig.simulator.requests();
  const { scan } = await rig.boxward.getConnection(connectionId);
  return {
    seconds: (Date.parse(scan.finishedAt ?? '') - Date.parse(scan.startedAt ?? '')) / 1_000,
    calls: after.total - before.total,
    postgresSeconds: usage.get('Postgres')?.cpuSeconds ?? NaN,
    written,
  };
}

function ratios(smallest: readonly Measured[], largest: readonly Measured[]): Measured[] {
  const valueOf = (list: readonly Measured[], name: string) => list.find(({ figure }) => figure === name)?.value ?? NaN;
  return COMPARED.map((figure) => ({
    ...{ variant: RATIO, figure, unit: '', value: valueOf(largest, figure) / valueOf(smallest, figure) },
  }));
}
