/** How long it takes from a command until it works. */
import { symlink, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { connect } from '../trial/connected.js';
import { devChild } from '../stack/boxward.js';
import { eventually } from '../stack/eventually.js';
import { ROOT } from '../stack/fingerprint.js';
import { buildPortal } from '../stack/portal.js';
import { freePort } from '../stack/ports.js';
import { UNLIMITED, withRig } from './rig.js';
import type { Bench, Measured } from './scenario.js';

const DEV = 'npm run dev';
const WORKER = 'worker';
const PORTS = ['TEMPORAL', 'TEMPORAL_UI', 'SIMULATOR', 'POSTGRES'];

/** `npm run dev` in a folder of its own, without state and with it. The portal has been built before. */
export async function measureDev(bench: Bench): Promise<Measured[]> {
  await buildPortal(bench.say);
  const folder = path.join(bench.folder, 'dev');
  await mkdir(folder);
  // Its state is in the folder that it runs in; the packages and the settings of the compiler are found from there.
  for (const name of ['node_modules', 'tsconfig.json']) await symlink(path.join(ROOT, name), path.join(folder, name));
  const ports = await Promise.all(
    PORTS.map(async (name) => [`BOXWARD_DEV_${name}_PORT`, String(await freePort())] as const),
  );
  const env = { ...Object.fromEntries(ports), BOXWARD_LISTEN: `127.0.0.1:${await freePort()}` };
  const dev = devChild(folder, env);
  const measured: Measured[] = [];
  for (const figure of ['to ready, first start', 'to ready, with the state of an earlier one']) {
    measured.push({ variant: DEV, figure, unit: 's', value: await secondsOf(() => dev.start()) });
    await dev.stop();
  }
  bench.say(`npm run dev: ${measured.map(({ value }) => `${value.toFixed(1)} s`).join(', then ')}`);
  return measured;
}

/** A worker of a release: until it polls, and until its first call to Box for a connection that waits for a worker. */
export async function measureWorker(bench: Bench): Promise<Measured[]> {
  const enterprise = { users: 3, files: 10, seed: 8, latencyMs: 0 };
  return withRig(bench, { enterprise, ...UNLIMITED }, async ({ boxward, simulator, workers }) => {
    const [worker] = workers;
    await worker?.stop();
    await connect(boxward, simulator, 'Acme');
    const { total: before } = await simulator.requests();
    const from = performance.now();
    const starting = secondsOf(async () => worker?.start());
    await eventually(
      () => simulator.requests(),
      ({ total }) => total > before,
      { everyMs: 20 },
    );
    const firstCall = (performance.now() - from) / 1_000;
    const polls = await starting;
    bench.say(`worker: polls after ${polls.toFixed(1)} s, first call to Box after ${firstCall.toFixed(1)} s`);
    return [
      { variant: WORKER, figure: 'to polling for work', unit: 's', value: polls },
      { variant: WORKER, figure: 'to its first call to Box', unit: 's', value: firstCall },
    ];
  });
}

async function secondsOf(work: () => Promise<void> | undefined): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1_000;
}
