/** The figures at the end of the demo. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Boxward } from '../../clients/boxward.js';
import type { SimulatorControls } from '../../clients/simulator.js';
import { isCorrect, type Change } from './changes.js';
import { differences } from './compare.js';
import { historyLengths } from './histories.js';
import type { MemorySample } from './memory.js';

/** What the figures are computed from. */
export interface Demo {
  readonly boxward: Boxward;
  readonly simulator: SimulatorControls;
  readonly connectionId: string;
  readonly temporalAddress: string;
  readonly changes: readonly Change[];
  readonly memory: readonly MemorySample[];
}

/** Rows of the summary, the first differences between Boxward and Box, and whether there are none. */
export interface Summary {
  readonly rows: readonly (readonly [name: string, value: string])[];
  readonly differences: readonly string[];
  readonly isCorrect: boolean;
}

/** The backfill begins this long before the consent. */
const BACKFILL_MS = 7 * 24 * 3_600_000;
const SETTLES_WITHIN_MS = 20_000;

/** Compares Boxward with the simulator, and computes the figures. */
export async function summarize(demo: Demo): Promise<Summary> {
  const { boxward, simulator, connectionId, changes } = demo;
  const files = await untilEqual(async () =>
    differences(await simulator.truthFiles(), await boxward.listFiles(connectionId), 10),
  );
  const connection = await boxward.getConnection(connectionId);
  const events = await untilEqual(() => compareEvents(demo, connection.backfill?.from ?? ''));
  const { scan } = connection;
  const active = (await simulator.truthUsers()).filter(({ status }) => status === 'active').length;
  const found = scan.files.found;
  const perFile = (count: number, digits: number) => (count / Math.max(found, 1)).toFixed(digits);
  const seconds = (Date.parse(scan.finishedAt ?? '') - Date.parse(scan.startedAt ?? '')) / 1000;
  const calls = await countCalls(simulator);
  const delays = changes.flatMap(({ rescanDelayMs }) => rescanDelayMs ?? []).sort((a, b) => a - b);
  const viewed = changes.filter(({ what }) => what === 'previewed');
  const changed = changes.filter(({ what }) => what !== 'previewed');
  const share = (some: readonly Change[]) => `${some.filter(isCorrect).length} of ${some.length}`;
  const memory = demo.memory.map(({ percent, mib }) => `${mib === null ? 'unknown' : `${mib} MiB`} at ${percent} %`);

  return {
    rows: [
      ['Users', `${scan.users.done} scanned of ${active} active, ${scan.users.skipped} skipped`],
      ['Files', `${found}, ${files.count === 0 ? 'all identical to Box' : `${files.count} differences`}`],
      ['Coverage', connection.coverage ?? 'unknown'],
      [
        'Events',
        `${events.before} from the 7 days before consent, ${events.after} since; ${events.count === 0 ? 'none missing' : `${events.count} differences`}`,
      ],
      ['API calls', `${calls.total} in total, ${perFile(calls.total, 3)} per file`],
      [
        'API calls for listing',
        `${calls.listing}, ${perFile(calls.listing, 4)} per file; the possible minimum is ${calls.minimum}`,
      ],
      ['Speed', `${Math.round(found / Math.max(seconds, 0.001))} files/s, ${seconds.toFixed(1)} s in total`],
      ['Changed files rescanned', share(changed)],
      ['Viewed files left alone', share(viewed)],
      ['Rescan delay', `p50 ${percentile(delays, 0.5)} ms, p95 ${percentile(delays, 0.95)} ms`],
      ['Worker memory', memory.join(', ')],
      ...(await historyRows(demo)),
    ],
    differences: files.shown,
    isCorrect: files.count === 0 && events.count === 0 && scan.users.done === active && changes.every(isCorrect),
  };
}

/** Compares until there is no difference, for 20 s: the last changes may still be on their way. */
async function untilEqual<T extends { readonly count: number }>(compare: () => Promise<T>): Promise<T> {
  const giveUpAt = Date.now() + SETTLES_WITHIN_MS;
  for (;;) {
    const result = await compare();
    if (result.count === 0 || Date.now() > giveUpAt) return result;
    await delay(1_000);
  }
}

async function compareEvents({ boxward, simulator, connectionId }: Demo, backfilledFrom: string) {
  const truth = new Set((await simulator.truthEvents(backfilledFrom)).map(({ eventId }) => eventId));
  const activities = await boxward.listActivities(connectionId);
  const stored = new Set(activities.map(({ eventId }) => eventId));
  const missing = [...truth].filter((each) => !stored.has(each)).length;
  const surplus = [...stored].filter((each) => !truth.has(each)).length;
  const consentedAt = Date.parse(backfilledFrom) + BACKFILL_MS;
  const before = activities.filter(({ occurredAt }) => Date.parse(occurredAt) < consentedAt).length;
  return { count: missing + surplus, before, after: activities.length - before };
}

async function countCalls(simulator: SimulatorControls) {
  const { byRoute } = await simulator.requests();
  const { folderPages, users, collaborations } = await simulator.leastCalls();
  const sum = (routes: readonly [string, number][]) => routes.reduce((total, [, count]) => total + count, 0);
  const all = Object.entries(byRoute);
  return {
    total: sum(all),
    listing: sum(all.filter(([route]) => isListing(route))),
    minimum: folderPages + users + collaborations,
  };
}

/** The routes of a full listing: users, folder pages, and collaborations at the items that they belong to. */
const isListing = (route: string): boolean =>
  /^GET \/2\.0\/(users$|folders\/:id\/items$|(files|folders)\/:id\/collaborations$)/.test(route);

async function historyRows({ temporalAddress, connectionId }: Demo): Promise<[string, string][]> {
  const histories = await historyLengths(temporalAddress, connectionId);
  return histories.map(({ workflow, runs, longest }) => [
    `History of ${workflow}`,
    `${longest} events in the longest of ${runs} ${runs === 1 ? 'run' : 'runs'}`,
  ]);
}

function percentile(sorted: readonly number[], share: number): string {
  return String(sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? '–');
}
