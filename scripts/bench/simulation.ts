import { contentsOf } from '../../simulator/enterprise/generated/layout.js';
import { generateEnterprise } from '../../simulator/enterprise/generated/enterprise.js';
import { measureFrontierRows } from './frontier-rows.js';
import type { Measured, Scenario, Target } from './scenario.js';
import { simulateDay } from './simulated-day.js';
import { simulateScan, type OwnerTree } from './simulated-scan.js';
import { percentile } from './statistics.js';

const SIZE = {
  quick: { files: 1_000_000, users: [100, 1_000], rows: 30_000, changes: 10_000, withinMs: 360_000 },
  full: {
    files: 100_000_000,
    users: [1, 100, 1_000, 10_000],
    rows: 1_000_000,
    changes: 1_000_000,
    withinMs: 36_000_000,
  },
};
const CALLS_PER_MINUTE = 1_000;
const LATENCY_MS = 100;
/** Four slots that list eight folders each, as with the default settings (activities/scan/slice.ts). */
const IN_FLIGHT = 32;
/** Two slots that take ten files each, five at the same time, as with the default settings (activities/scan/promoted.ts). */
const EXPRESS = { slots: 2, batch: 10, atOnce: 5 };
/** As the simulator generates them (simulator/enterprise/generated/sharing.ts). */
const COLLABORATED = { folder: 0.04, file: 0.01 };
const FRONTIER = 'frontier in Postgres';
const DAY = 'a day’s changes';

const variantOf = (users: number): string =>
  `first scan, ${users.toLocaleString('en')} ${users === 1 ? 'user' : 'users'}`;

/** An enterprise that is too large for this machine. */
export const simulation: Scenario = {
  name: 'simulation',
  title: 'A hundred million files, simulated',
  measures: `The first scan of 100,000,000 files (with \`--quick\` 1,000,000), and the rescans of a day on which 1 % of them change within ten hours (with \`--quick\` within six minutes). Only the frontier and the scheduler are simulated, with the product’s own functions: the pace of each user is that of \`src/domain/call-pace.ts\`, the order of changed files that of \`workflows/scan-queue.ts\`. Folders and owners are those that the simulator generates: about 25 files a folder, and some owners with ten times the files of others. The room of a row of the frontier, and what a claim takes, are measured in Postgres.`,
  yardstick:
    'The least time for the same calls: of the user with the most calls at 1,000 a minute, or of all calls with 32 in flight, whichever is longer. For a claim, a table in which 1,000 folders wait.',
  rounds: { quick: 1, full: 1 },
  chart: 'hours',
  targets: [
    ...SIZE.full.users.map((users): Target => ({
      variant: variantOf(users),
      figure: 'time to the least',
      bound: 'at most',
      limit: 1.1,
    })),
    { variant: FRONTIER, figure: 'claim with all rows to that with 1,000', bound: 'at most', limit: 1.5 },
  ],
  async round(bench) {
    const size = SIZE[bench.isQuick ? 'quick' : 'full'];
    const rows = await measureFrontierRows(bench, size.rows);
    const scans = size.users.flatMap((users) => {
      bench.say(`simulating ${size.files.toLocaleString('en')} files of ${users.toLocaleString('en')} users`);
      return scanFigures(users, size.files, rows.bytesPerRow);
    });
    const day = simulateDay({
      ...{ changes: size.changes, withinMs: size.withinMs, users: 1_000 },
      ...{ callsPerMinute: CALLS_PER_MINUTE, latencyMs: LATENCY_MS, ...EXPRESS },
    });
    const ofFrontier = (figure: string, unit: string, value: number): Measured => ({
      variant: FRONTIER,
      figure,
      unit,
      value,
    });
    const ofDay = (figure: string, unit: string, value: number): Measured => ({ variant: DAY, figure, unit, value });
    return {
      measured: [
        ...scans,
        ofFrontier('rows', '', size.rows),
        ofFrontier('bytes per row', 'B', rows.bytesPerRow),
        ofFrontier('claim of 16 folders, p50', 'ms', rows.claimMs.all),
        ofFrontier('claim with all rows to that with 1,000', '', rows.claimMs.all / rows.claimMs.few),
        ofDay('changes', '', size.changes),
        ofDay('hours', 'h', day.seconds / 3_600),
        ofDay('rescan after, p50', 'ms', percentile(day.delaysMs, 0.5)),
        ofDay('rescan after, p99', 'ms', percentile(day.delaysMs, 0.99)),
        ofDay('most waiting', '', day.mostWaiting),
        ofDay('most waiting in Postgres', '', day.mostInPostgres),
      ],
      faults: [],
      notes: [
        'Assumed: 1,000 calls a minute and user, 100 ms from a call to its answer, 32 listings in flight for the connection (the default settings), one page for each 1,000 items, one call for the collaborations of 4 % of the folders and 1 % of the files, and one call for each changed file.',
        'Not simulated, and therefore free of charge: what Boxward does with an answer (the scenarios bulk and growth measure it: pages/s of the simulated scan must be within what they reach), failures, 429s, other connections, and the batches in which slices claim.',
        'A second scan of the same enterprise makes the same calls, and takes the same time.',
      ],
    };
  },
};

function scanFigures(users: number, files: number, bytesPerRow: number): Measured[] {
  const { layouts } = generateEnterprise({ seed: 9, users, files, startedAt: 0 });
  const owners = layouts
    .filter(({ isShared }) => isShared)
    .map((layout): OwnerTree => ({
      folders: layout.folders,
      contentsOf(folder) {
        const { folders, files: own } = contentsOf(layout, folder);
        return { firstFolder: folders[0], endFolder: folders[1], files: own[1] - own[0] };
      },
    }));
  const scan = simulateScan({
    ...{ owners, callsPerMinute: CALLS_PER_MINUTE, latencyMs: LATENCY_MS },
    ...{ inFlight: IN_FLIGHT, collaborated: COLLABORATED },
  });
  const variant = variantOf(users);
  const of = (figure: string, unit: string, value: number): Measured => ({ variant, figure, unit, value });
  return [
    of('files', '', scan.files),
    of('calls', '', scan.calls),
    of('calls per file', '', scan.calls / scan.files),
    of('hours', 'h', scan.seconds / 3_600),
    of('time to the least', '', scan.seconds / scan.leastSeconds),
    of('calls/s', '', scan.calls / scan.seconds),
    of('files/s', '', scan.files / scan.seconds),
    of('most waiting', '', scan.mostWaiting),
    of('frontier in Postgres', 'MiB', (scan.mostWaiting * bytesPerRow) / 2 ** 20),
  ];
}
