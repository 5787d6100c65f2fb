/** `npm run mutation:guards`: removes each guard of the core in a copy of the code, and checks that a test fails. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { GUARDS, type Guard } from './mutate-guards/guards.js';
import { HELP_OPTION, parseOptions, runCommand } from './options.js';
import { runUntilSignal } from './run-until-signal.js';

const HELP = `Removes each guard of the core (locks, leases, order, positions, idempotency) in a copy of the code, one at a time,
and runs the test that is there for it. Ends with 1 if a test passes without its guard, or fails with it.

  npm run mutation:guards -- [options]

  --only TEXT   only the guards whose description contains TEXT
  --help        print this text
`;
const COPY = '.guards-tmp';
const COPIED = ['activities', 'clients', 'scripts', 'simulator', 'src', 'test', 'workflows', 'package.json', 'tsconfig.json', 'vitest.config.ts']; // prettier-ignore
/** How long a test may take before it counts as failed, in milliseconds: without its guard it may wait for ever. */
const LIMIT_MS = 90_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runCommand(main);

async function main(): Promise<number> {
  const { values } = parseOptions({ options: { only: { type: 'string' }, ...HELP_OPTION } });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const guards = GUARDS.filter(({ prevents }) => prevents.includes(values.only ?? ''));
  try {
    return await runUntilSignal(() => run(guards));
  } finally {
    await rm(COPY, { recursive: true, force: true });
  }
}

async function run(guards: readonly Guard[]): Promise<number> {
  await rm(COPY, { recursive: true, force: true });
  await mkdir(COPY);
  for (const name of COPIED) await cp(name, path.join(COPY, name), { recursive: true });
  await symlink(path.resolve('node_modules'), path.join(COPY, 'node_modules'));
  const sound = new Map<string, boolean>();
  let unnoticed = 0;
  for (const guard of guards) {
    // A test that fails anyway would seem to hold every guard.
    const isSound = sound.get(guard.test) ?? (await passes(guard.test));
    sound.set(guard.test, isSound);
    const isNoticed = isSound && (await isRemovalNoticed(guard));
    if (!isNoticed) unnoticed += 1;
    say(`${verdict(isSound, isNoticed)}  ${guard.prevents}  (${guard.test})`);
  }
  say(`${guards.length - unnoticed} of ${guards.length} guards are held by a test`);
  return unnoticed === 0 ? 0 : 1;
}

function verdict(isSound: boolean, isNoticed: boolean): string {
  if (!isSound) return 'FAILS WITH IT';
  return isNoticed ? 'noticed      ' : 'UNNOTICED    ';
}

/** Whether the guard's test fails without it. */
async function isRemovalNoticed(guard: Guard): Promise<boolean> {
  const file = path.join(COPY, guard.file);
  const original = await readFile(file, 'utf8');
  const parts = original.split(guard.code);
  if (parts.length !== 2) throw new Error(`${guard.file}: "${guard.code}" occurs ${parts.length - 1} times, not once`);
  await writeFile(file, parts.join(guard.without));
  try {
    return !(await passes(guard.test));
  } finally {
    await writeFile(file, original);
  }
}

async function passes(test: string): Promise<boolean> {
  const project = test.endsWith('.unit.test.ts') ? 'unit' : 'store';
  const args = ['vitest', 'run', '--project', project, '--testTimeout', '30000', '--hookTimeout', '30000', test];
  const child = spawn('npx', args, { cwd: COPY, stdio: 'ignore', detached: true });
  const limit = setTimeout(() => killGroup(child), LIMIT_MS);
  const [code] = z
    .tuple([z.number().nullable()])
    .rest(z.unknown())
    .parse(await once(child, 'exit'));
  clearTimeout(limit);
  killGroup(child);
  return code === 0;
}

/** Ends a test with its workers and its Postgres. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}
