/** Connections of which nothing happens. */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { boxwardAt, type Boxward } from '../../clients/boxward.js';
import { simulatorAt } from '../../clients/simulator.js';
import { mapWithConcurrency } from '../../src/util/map-with-concurrency.js';
import { apiChild, builtWorker, enterprisesChild, migrate } from '../stack/boxward.js';
import type { Child } from '../stack/child.js';
import { eventually } from '../stack/eventually.js';
import { freePort, localUrl } from '../stack/ports.js';
import { startBed } from '../trial/bed.js';
import { LOGIN } from '../trial/connected.js';
import type { Bench, Measured } from './scenario.js';
import { temporalFigures } from './temporal-figures.js';
import { watchUsage } from './usage.js';

/** How many connections, and for how long they are watched. */
export interface Idle {
  readonly connections: number;
  readonly watchMs: number;
}

/** Connections whose consent, test and first scan are under way at the same time. */
const AT_ONCE = 10;
const CONNECTED_WITHIN_MS = 10 * 60_000;
const TELL_EVERY = 50;
/** The settings of a deployment, which a stack with the simulator makes shorter. */
const SETTINGS = { BOXWARD_EVENT_POLL_MIN_MS: '5000', BOXWARD_EVENT_POLL_MAX_MS: '60000' };
/** After the last connection, until the pauses between polls are as long as they get: 5, 10, 20, 40, 60 seconds. */
const SETTLE_MS = { quick: 20_000, full: 150_000 };
const callCounts = z.record(z.string(), z.number());

/** Connects enterprises of a few files, lets each be scanned, and measures what all take while nothing happens. */
export async function measureIdle(bench: Bench, { connections, watchMs }: Idle): Promise<Measured[]> {
  const bed = await startBed(path.join(bench.folder, 'idle'), () => undefined);
  const own: Child[] = [];
  try {
    const port = await freePort();
    const box = enterprisesChild(bed.folder, port, connections);
    own.push(box);
    await Promise.all([box.start(), migrate(bed.databaseUrl)]);
    const boxUrl = `http://127.0.0.1:${port}`;
    const env = await bed.environment(boxUrl, SETTINGS);
    const api = apiChild(bed.folder, env, '/readyz', { isBuilt: true });
    const worker = builtWorker(bed.folder, env);
    own.unshift(worker, api);
    await Promise.all([worker.start(), api.start()]);
    const boxward = boxwardAt(localUrl(env.BOXWARD_LISTEN), bed.adminToken);

    const from = performance.now();
    let connected = 0;
    await mapWithConcurrency(
      Array.from({ length: connections }, (_, index) => index),
      AT_ONCE,
      async (index) => {
        await connectEnterprise(boxward, boxUrl, index);
        connected += 1;
        if (connected % TELL_EVERY === 0) bench.say(`${connected} of ${connections} connections are scanned`);
      },
    );
    const connectSeconds = (performance.now() - from) / 1_000;
    await delay(SETTLE_MS[bench.isQuick ? 'quick' : 'full']);

    const before = {
      at: Date.now(),
      calls: await callsOf(boxUrl),
      temporal: await temporalFigures(bed.temporalAddress),
    };
    const watch = await watchUsage([worker, api, ...bed.children]);
    const watchedFrom = performance.now();
    await delay(watchMs);
    const usage = await watch.stop();
    const minutes = (performance.now() - watchedFrom) / 60_000;
    const calls = await callsOf(boxUrl);
    const at = Date.now();
    const temporal = await temporalFigures(bed.temporalAddress);
    const allMinutes = (at - before.at) / 60_000;
    bench.say(`${connections} idle connections: ${Math.round((calls - before.calls) / allMinutes)} calls a minute`);

    const variant = `Boxward, ${connections.toLocaleString('en')} idle connections`;
    const of = (figure: string, unit: string, value: number): Measured => ({ variant, figure, unit, value });
    const cpu = (name: string) => ((usage.get(name)?.cpuSeconds ?? NaN) / (minutes * 60)) * 100;
    const memory = (name: string) => usage.get(name)?.peakMib ?? NaN;
    const actions = (temporal.actions - before.temporal.actions) / allMinutes;
    return [
      of('connections', '', connections),
      of('seconds to connect and scan one', 's', connectSeconds / connections),
      of('calls to Box a minute', '', (calls - before.calls) / allMinutes),
      of('calls to Box a minute and connection', '', (calls - before.calls) / allMinutes / connections),
      of('Temporal actions a minute', '', actions),
      of('Temporal actions a minute and connection', '', actions / connections),
      of('history events a minute', '', (temporal.events - before.temporal.events) / allMinutes),
      ...PROCESSES.map((name) =>
        of(`CPU of ${name === 'worker' || name === 'api' ? `the ${name}` : name}`, '% of a core', cpu(name)),
      ),
      ...PROCESSES.map((name) =>
        of(`memory of ${name === 'worker' || name === 'api' ? `the ${name}` : name}`, 'MiB', memory(name)),
      ),
    ];
  } finally {
    await Promise.all(own.map((child) => child.stop()));
    await Promise.all(bed.children.map((child) => child.stop()));
  }
}

const PROCESSES = ['worker', 'api', 'Postgres', 'Temporal'];

/** Gives consent for an enterprise and waits until it is scanned and its events of before are read. */
async function connectEnterprise(boxward: Boxward, boxUrl: string, index: number): Promise<void> {
  const { id, consentUrl } = await boxward.createConnection(`Enterprise ${index}`);
  const own = `${boxUrl}/e/${index}`;
  const { pathname, search } = new URL(consentUrl);
  const location = await simulatorAt(own).consentRedirect(`${own}${pathname}${search}`, { login: LOGIN });
  if (location === null) throw new Error('The simulator refused the consent');
  await fetch(location);
  await eventually(
    () => boxward.getConnection(id),
    ({ scan, backfill }) => scan.finishedAt !== null && backfill?.state === 'done' && scan.express.waiting === 0,
    { timeoutMs: CONNECTED_WITHIN_MS, everyMs: 500 },
  );
}

async function callsOf(boxUrl: string): Promise<number> {
  const counts = callCounts.parse(await (await fetch(`${boxUrl}/_bench/calls`)).json());
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
