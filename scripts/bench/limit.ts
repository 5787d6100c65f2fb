import { setTimeout as delay } from 'node:timers/promises';
import { openClient } from './client.js';
import { connect } from '../trial/connected.js';
import { eventually } from '../stack/eventually.js';
import { boxToken } from './box-token.js';
import { inOrder } from './order.js';
import { withRig, type Rig } from './rig.js';
import type { Bench, Measured, Round, Scenario, Target } from './scenario.js';

const CALLS_PER_MINUTE = 1_000;
const LATENCY_MS = 100;
const USERS = { quick: [1], full: [1, 10, 100] };
/** More users may make more calls than this machine's simulator answers, so that they have no target. */
const JUDGED = [1, 10];
const WORKERS = { quick: [2], full: [1, 2, 4] };
/** Long enough that a user whose calls exceed the limit has used up what was left in the bucket. */
const WARM_UP_MS = { quick: 5_000, full: 20_000 };
const WINDOW_MS = { quick: 20_000, full: 60_000 };
/** The owner with the fewest files has about a fifth of the mean. */
const FILES_PER_USER = 8_000;
const STARTS_WITHIN_MS = 5 * 60_000;
const variantOf = (users: number, workers: number) =>
  `Boxward, ${users} ${users === 1 ? 'user' : 'users'}, ${workers} ${workers === 1 ? 'worker' : 'workers'}`;

/** How much of what Box allows a scan uses, and how often Box refuses a call. */
export const limit: Scenario = {
  name: 'limit',
  title: 'At Box’s limit',
  measures:
    'The first scan while the simulator allows 1,000 calls a minute for each user and answers after 100 ms, with 1, 2 and 4 workers on the same connection and 1, 10 and 100 users (with `--quick` only 1 user and 2 workers). Measured for a minute after 20 seconds of the scan (with `--quick` for 20 seconds after 5), of those users of whom folders are still waiting when it ends.',
  yardstick: 'The calls that Box allows these users in the window.',
  rounds: { quick: 1, full: 1 },
  chart: 'share of the allowed calls',
  targets: JUDGED.flatMap((users) => WORKERS.full.map((workers) => variantOf(users, workers))).flatMap(
    (variant): Target[] => [
      { variant, figure: 'share of the allowed calls', bound: 'at least', limit: 0.97 },
      { variant, figure: 'answered with 429', bound: 'at most', limit: 0.1 },
    ],
  ),
  async round(bench) {
    const measured: Measured[] = [];
    for (const users of USERS[bench.isQuick ? 'quick' : 'full']) {
      for (const workers of inOrder(bench.round, WORKERS[bench.isQuick ? 'quick' : 'full']))
        measured.push(...(await measure(bench, users, workers)));
    }
    return { measured, faults: [] } satisfies Round;
  },
};

async function measure(bench: Bench, users: number, workers: number): Promise<Measured[]> {
  const variant = variantOf(users, workers);
  // A folder for each file: a folder costs a call.
  const enterprise = { users, files: users * FILES_PER_USER, filesPerFolder: 1, seed: 5, latencyMs: LATENCY_MS };
  return withRig(bench, { enterprise, workers }, async (rig) => {
    await emptyBuckets(rig);
    const connectionId = await connect(rig.boxward, rig.simulator, 'Acme');
    await eventually(
      () => rig.boxward.getConnection(connectionId),
      ({ scan }) => scan.folders.listed > 0,
      { timeoutMs: STARTS_WITHIN_MS },
    );
    await delay(WARM_UP_MS[bench.isQuick ? 'quick' : 'full']);
    const from = performance.now();
    const before = await rig.simulator.requests();
    await delay(WINDOW_MS[bench.isQuick ? 'quick' : 'full']);
    const after = await rig.simulator.requests();
    const minutes = (performance.now() - from) / 60_000;
    const busy = await usersWithWork(rig, connectionId);

    const made = (user: string) => (after.byUser[user] ?? 0) - (before.byUser[user] ?? 0);
    const refused = (after.byStatus['429'] ?? 0) - (before.byStatus['429'] ?? 0);
    const answered = after.total - before.total;
    const total = busy.reduce((sum, user) => sum + made(user), 0);
    // A refused call is no call: of those with work left they are not counted apart, so all are taken off.
    const share = (total - refused) / (busy.length * CALLS_PER_MINUTE * minutes);
    bench.say(`${variant}: ${(share * 100).toFixed(1)} % of the allowed calls, ${refused} of ${answered} refused`);
    const of = (figure: string, unit: string, value: number): Measured => ({ variant, figure, unit, value });
    return [
      of('users with work left', '', busy.length),
      of('calls a minute', '', answered / minutes),
      of('share of the allowed calls', '', share),
      of('answered with 429', '%', (refused / answered) * 100),
    ];
  });
}

/** Takes all calls that Box would allow at once after a quiet minute: from now on, each user has what a minute brings. */
async function emptyBuckets({ simulator, simulatorUrl }: Rig): Promise<void> {
  const authorization = `Bearer ${await boxToken(simulatorUrl)}`;
  const users = (await simulator.truthUsers()).filter(({ status }) => status === 'active');
  await simulator.settings({ rateLimitPerMinute: 1 });
  const me = users.find(({ role }) => role === 'admin')?.userId;
  await Promise.all(
    users.map(({ userId }) =>
      fetch(`${simulatorUrl}/2.0/users/me`, {
        headers: { authorization, ...(userId === me ? {} : { 'as-user': userId }) },
      }).then((response) => response.arrayBuffer()),
    ),
  );
  await simulator.settings({ rateLimitPerMinute: CALLS_PER_MINUTE });
}

async function usersWithWork({ bed }: Rig, connectionId: string): Promise<string[]> {
  const client = await openClient(bed.databaseUrl);
  try {
    const { rows } = await client.query<{ user_id: string }>(
      'select distinct user_id from frontier where connection_id = $1 and parked_at is null',
      [connectionId],
    );
    return rows.map((row) => row.user_id);
  } finally {
    await client.end();
  }
}
