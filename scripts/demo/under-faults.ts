/** A scan with every fault struck, and what has to be true when the faults end. */
import type { Boxward, Connection } from '../../clients/boxward.js';
import type { SimulatorControls } from '../../clients/simulator.js';
import { eventually } from '../stack/eventually.js';
import { differences } from './compare.js';
import { HELD_FAULTS, type StruckFault } from './every-fault.js';

const RECOVERS_WITHIN_MS = 60_000;
/** Parked work is retried within minutes, and a whole scan follows. */
const HEALS_WITHIN_MS = 15 * 60_000;

interface Target {
  readonly boxward: Boxward;
  readonly simulator: SimulatorControls;
  readonly connectionId: string;
  readonly say: (line?: string) => void;
}

/** Prints which faults were struck and how often, and ends them; then lets a further scan see what they hid. */
export async function endFaults(
  { boxward, simulator, connectionId, say }: Target,
  struck: readonly StruckFault[],
): Promise<void> {
  const hits = new Map((await simulator.faults()).map((fault) => [fault.id, fault.hits]));
  const counts = struck.map(({ name, ids }) => ({
    name,
    count: ids.reduce((sum, id) => sum + (hits.get(id) ?? 0), 0),
  }));
  const met = counts.filter(({ count }) => count > 0).length;
  say(`\nFaults: ${met} of ${counts.length} were met; a fault that is not is no evidence`);
  for (const { name, count } of counts) say(`  ${String(count).padStart(6)} × ${name}`);
  const before = await boxward.getConnection(connectionId);
  const { count } = differences(await simulator.truthFiles(), await boxward.listFiles(connectionId), 0);
  const problems = await boxward.listProblems(connectionId);
  say(
    `  Under faults: ${count} differences, coverage ${before.coverage ?? 'unknown'}, ${problems.length} problems listed, health ${before.health.state}`,
  );
  await simulator.clearFaults();
  await boxward.restartScan(connectionId);
  const generation = before.scan.generation ?? 0;
  await eventually(
    () => boxward.getConnection(connectionId),
    (connection) => (connection.scan.generation ?? 0) > generation && isSettled(connection),
    { timeoutMs: HEALS_WITHIN_MS, everyMs: 1_000 },
  );
  const { status } = await boxward.getConnection(connectionId);
  if (status !== 'connected') throw new Error(`The connection is ${status}: somebody has to consent again`);
}

const isSettled = ({ scan }: Connection): boolean =>
  scan.state === 'idle' && scan.folders.waiting === 0 && scan.express.waiting === 0;

/** Holds each fault for a time, and expects that everything goes on by itself within a minute of its end. */
export async function holdEachFault(target: Target, holdMs: number): Promise<boolean> {
  const { simulator, say } = target;
  say(`\nEach fault held for ${holdMs / 1000} s`);
  let areAllWell = true;
  for (const [index, held] of HELD_FAULTS.entries()) {
    await simulator.fault({ ...held.fault, forMs: holdMs });
    if (held.needsToken) await simulator.fault({ kind: 'expireAccessTokens' });
    const fileId = await changeFile(simulator, index);
    await new Promise((resolve) => setTimeout(resolve, holdMs));
    const endedAt = Date.now();
    const missing = await untilRecovered(target, fileId);
    const took = `${((Date.now() - endedAt) / 1000).toFixed(1)} s`;
    say(
      `  ${missing.length === 0 ? '✓' : '✗'} ${held.name}: ${missing.length === 0 ? `goes on after ${took}` : missing.join(', ')}`,
    );
    areAllWell &&= missing.length === 0;
    await simulator.clearFaults();
  }
  return areAllWell;
}

async function changeFile(simulator: SimulatorControls, seed: number): Promise<string> {
  const [file] = await simulator.pick('file', `n=1&seed=${seed + 900}`);
  if (!file) throw new Error('There is no file to change');
  await simulator.act([{ type: 'edit', fileId: file.id }]);
  return file.id;
}

/** What has not recovered a minute after a fault has ended; empty if everything has. */
async function untilRecovered({ boxward, simulator, connectionId }: Target, fileId: string): Promise<string[]> {
  let missing: string[] = [];
  const check = async (): Promise<boolean> => {
    const { status, health } = await boxward.getConnection(connectionId);
    const truth = (await simulator.truthFiles()).find((file) => file.fileId === fileId);
    const file = await boxward.getFile(connectionId, fileId);
    missing = [
      ...(status === 'connected' ? [] : [`the connection is ${status}`]),
      ...(file.sha1 === truth?.sha1 ? [] : ['the change is not scanned']),
      ...(health.state === 'healthy'
        ? []
        : [`health is ${health.state} (${health.reasons.map(({ code }) => code).join(', ')})`]),
    ];
    return missing.length === 0;
  };
  await eventually(check, (isWell) => isWell, { timeoutMs: RECOVERS_WITHIN_MS, everyMs: 1_000 }).catch(() => undefined);
  return missing;
}
