import { changesOf, inBatches } from '../away/changes.js';
import { eventually } from '../stack/eventually.js';
import { countWritten, scanAgain } from './rescan.js';
import { scanOnce, UNLIMITED, untilQuiet, withRig, type Rig } from './rig.js';
import type { Bench, Measured, Round, Scenario } from './scenario.js';
import { truthFaults } from './truth.js';

const SIZE = { quick: { users: 12, files: 2_000 }, full: { users: 100, files: 50_000 } };
const CHANGED_SHARE = 0.01;
const BATCH = 100;
const WITHIN_MS = 30 * 60_000;
const FIRST = 'Boxward, first scan';
const AGAIN = 'Boxward, nothing changed';
const CHANGED = 'Boxward, 1 % changed';
const INHERITED = 'Boxward, inherited flags';

/** How many calls a scan makes beyond those that no scan can avoid. */
export const economy: Scenario = {
  name: 'economy',
  title: 'Economy',
  measures:
    'The calls for listing of a first scan, of a second scan with nothing changed and of a third after 1 % of the files changed, and the share of the rows of `files` that each writes again. Then the first scan of an enterprise in which `has_collaborations` is also true for collaborations of a folder above.',
  yardstick:
    'The least calls that any complete listing needs, from the simulator: a page of each 1,000 users, a page of each 1,000 items of every root and folder, and one call for each item that has collaborations of its own.',
  rounds: { quick: 1, full: 2 },
  chart: 'calls to least calls',
  targets: [
    { variant: FIRST, figure: 'calls to least calls', bound: 'at most', limit: 1.01 },
    { variant: INHERITED, figure: 'calls to least calls', bound: 'at most', limit: 1.01 },
    { variant: AGAIN, figure: 'collaboration calls to least', bound: 'at most', limit: 1 },
    { variant: AGAIN, figure: 'rows written again', bound: 'at most', limit: 1 },
  ],
  async round(bench) {
    const plain = await measureScans(bench);
    const inherited = await measureInherited(bench);
    return {
      measured: [...plain.measured, ...inherited.measured],
      faults: [...plain.faults, ...inherited.faults],
      notes: [
        'The backfill rescans files that changed in the week before; the collaborations that it reads are among the calls of the first scan.',
      ],
    };
  },
};

const enterpriseOf = ({ isQuick }: Bench) => ({ ...SIZE[isQuick ? 'quick' : 'full'], seed: 4, latencyMs: 0 });

async function measureScans(bench: Bench): Promise<Round> {
  return withRig(bench, { enterprise: enterpriseOf(bench), ...UNLIMITED }, async (rig) => {
    const measured: Measured[] = [];
    const { connectionId, files } = await scanOnce(rig);
    await untilQuiet(rig, connectionId);
    measured.push(...(await callFigures(rig, FIRST, files, {})));

    for (const variant of [AGAIN, CHANGED]) {
      if (variant === CHANGED) await change(rig, connectionId);
      const before = (await rig.simulator.requests()).byRoute;
      const written = await countWritten(rig, connectionId, async () => {
        await scanAgain(rig, connectionId);
        await untilQuiet(rig, connectionId);
      });
      measured.push(...(await callFigures(rig, variant, files, before)));
      measured.push({ variant, figure: 'rows written again', unit: '%', value: (written / files) * 100 });
    }
    bench.say('three scans are measured');
    return { measured, faults: await truthFaults(rig.simulatorUrl, rig.bed.databaseUrl, connectionId) };
  });
}

async function measureInherited(bench: Bench): Promise<Round> {
  const { settings, box } = UNLIMITED;
  const options = { enterprise: enterpriseOf(bench), settings, box: { ...box, inheritsHasCollaborations: true } };
  return withRig(bench, options, async (rig) => {
    const { connectionId, files } = await scanOnce(rig);
    await untilQuiet(rig, connectionId);
    return {
      measured: await callFigures(rig, INHERITED, files, {}),
      faults: await truthFaults(rig.simulatorUrl, rig.bed.databaseUrl, connectionId),
    };
  });
}

type Counts = Readonly<Record<string, number>>;
const COLLABORATIONS = /^GET \/2\.0\/(files|folders)\/:id\/collaborations$/;
/** The routes of a full listing. */
const LISTING = /^GET \/2\.0\/(users|folders\/:id\/items|(files|folders)\/:id\/collaborations)$/;

/** The calls since `before`, and how they compare with the least. */
async function callFigures(rig: Rig, variant: string, files: number, before: Counts): Promise<Measured[]> {
  const { byRoute } = await rig.simulator.requests();
  const least = await rig.simulator.leastCalls();
  const sum = (route: RegExp) =>
    Object.entries(byRoute).reduce(
      (total, [name, count]) => (route.test(name) ? total + count - (before[name] ?? 0) : total),
      0,
    );
  const leastCalls = least.folderPages + least.users + least.collaborations;
  const of = (figure: string, value: number): Measured => ({ variant, figure, unit: '', value });
  return [
    of('files', files),
    of('calls for listing', sum(LISTING)),
    of('least calls', leastCalls),
    of('calls to least calls', sum(LISTING) / leastCalls),
    of('collaboration calls', sum(COLLABORATIONS)),
    of('collaboration calls to least', sum(COLLABORATIONS) / least.collaborations),
    of('other calls', sum(/./) - sum(LISTING)),
    of('calls per file', sum(/./) / files),
  ];
}

/** Changes a hundredth of the files, and waits until they are rescanned. */
async function change(rig: Rig, connectionId: string): Promise<void> {
  const files = await rig.simulator.truthFiles();
  const count = Math.ceil(files.length * CHANGED_SHARE);
  for (const batch of inBatches(changesOf(files, count, 4), BATCH)) await rig.simulator.act(batch);
  await eventually(
    () => truthFaults(rig.simulatorUrl, rig.bed.databaseUrl, connectionId),
    (faults) => faults.length === 0,
    { timeoutMs: WITHIN_MS, everyMs: 1_000 },
  );
  await untilQuiet(rig, connectionId);
}
