/** `npm run chaos`: breaks a running Boxward in many ways, by seed, and judges what is lost and what is said. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startChaosStack, type ChaosStack } from './chaos/chaos-stack.js';
import { noFullDisk, unmountDisks } from './chaos/disk.js';
import { keepEvidence } from './chaos/evidence.js';
import { BLOW_KINDS, describeBlow, type Plan } from './chaos/plan.js';
import { hasPassed, summaryLines, totalsOf, type RoundResult } from './chaos/results.js';
import { runRound } from './chaos/round.js';
import { drawPlan, type BlowChoice } from './chaos/schedule.js';
import { HELP_OPTION, parseOptions, runCommand, UsageError, wholeNumber } from './options.js';
import { runUntilSignal } from './run-until-signal.js';
import { temporaryFolder } from './stack/folder.js';

const HELP = `Breaks a running Boxward in many ways, and judges what is lost and what is said.

Each round connects a simulated enterprise whose users are at work, and strikes blows: processes are killed, stopped and
frozen, connections between them are cut and slowed down, Box fails in every way that the simulator knows, the disk of
Postgres is full, Box's clock jumps. Once the blows have stopped, Boxward must recover by itself: every file and event as
at Box, every change rescanned, nothing left over, and nothing said meanwhile that was not so.

  npm run chaos -- [options]

  --rounds <n>             how many rounds (default 10; without end with --minutes)
  --seed <n>               the seed of the first round; the next has the next number (default: by chance)
  --minutes <n>            begin no round after this time
  --only <kinds>           the blows that may be drawn, separated by commas: ${BLOW_KINDS.slice(0, 6).join(', ')},
                           ${BLOW_KINDS.slice(6).join(', ')}; each also with a target, as in
                           kill:worker-1, refuse:temporal, fault:429
  --recovery-minutes <n>   how long a round waits for recovery (default 10)
  --json <file>            write the results to a file
  --help                   print this text

A failed round prints its seed and keeps its logs, and the run goes on. The exit code is 0 only if no round failed.
`;
const OPTIONS = {
  rounds: { type: 'string' },
  seed: { type: 'string' },
  minutes: { type: 'string' },
  only: { type: 'string' },
  'recovery-minutes': { type: 'string', default: '10' },
  json: { type: 'string' },
  ...HELP_OPTION,
} as const;
const DEFAULT_ROUNDS = 10;
const MINUTE_MS = 60_000;
/** Lines about a failed round that are printed; its kept result has all. */
const MAX_LINES = 20;
/** The result of a round that the harness could not run. */
const NOTHING: Omit<RoundResult, 'seed' | 'ms' | 'losses'> = {
  blows: [], recoveryMs: null, untrue: [], help: [], endedByThemselves: 0, connectionId: null, samples: [],
}; // prettier-ignore
const say = (line = ''): void => void process.stdout.write(`${line}\n`);

await runCommand(main);

interface Options {
  readonly rounds: number;
  readonly seed: number;
  readonly endsAt: number;
  readonly only: string | undefined;
  readonly choice: BlowChoice;
  readonly recoverWithinMs: number;
  readonly json: string | undefined;
}

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const { minutes, only, json } = values;
  const rounds = values.rounds ?? (minutes === undefined ? String(DEFAULT_ROUNDS) : undefined);
  const unable = await noFullDisk();
  const options: Options = {
    rounds: rounds === undefined ? Infinity : wholeNumber('rounds', rounds, 1),
    seed: values.seed === undefined ? Math.floor(Math.random() * 1_000_000) : wholeNumber('seed', values.seed, 0),
    endsAt: minutes === undefined ? Infinity : Date.now() + wholeNumber('minutes', minutes, 1) * MINUTE_MS,
    only,
    choice: { only: only === undefined ? null : onlyOf(only), noFullDisk: unable },
    recoverWithinMs: wholeNumber('recovery-minutes', values['recovery-minutes'], 1) * MINUTE_MS,
    json,
  };
  if (unable !== null) say(`The disk of Postgres is not filled: ${unable}`);
  const results: RoundResult[] = [];
  const folder = await temporaryFolder('chaos');
  try {
    return await runUntilSignal(() => runRounds(options, folder, results));
  } finally {
    await unmountDisks();
    if (results.every(hasPassed)) await rm(folder, { recursive: true, force: true });
    say();
    for (const line of summaryLines(totalsOf(results), (seed) => commandFor(seed, only))) say(line);
  }
}

/** Parses `--only`. Throws `UsageError` for an unknown kind. */
function onlyOf(text: string): NonNullable<BlowChoice['only']> {
  return text.split(',').map((part) => {
    const [name, target = null] = part.split(':');
    const kind = BLOW_KINDS.find((each) => each === name);
    if (kind === undefined) throw new UsageError(`--only knows ${BLOW_KINDS.join(', ')}, not "${part}"`);
    return { kind, target };
  });
}

/** The command that repeats a round. */
function commandFor(seed: number, only: string | undefined): string {
  return `npm run chaos -- --seed ${seed} --rounds 1${only === undefined ? '' : ` --only ${only}`}`;
}

/** Adds each round to `results`. Returns the exit code. */
async function runRounds(options: Options, kept: string, results: RoundResult[]): Promise<number> {
  const repeat = (seed: number): string => commandFor(seed, options.only);
  const running: { stack: ChaosStack | null } = { stack: null };
  for (let index = 0; index < options.rounds && Date.now() < options.endsAt; index += 1) {
    const plan = drawPlan(options.seed + index, options.choice);
    showPlan(plan, index);
    const folder = running.stack?.folder ?? path.join(kept, `from-seed-${plan.seed}`);
    const result = await runOne(plan, folder);
    results.push(result);
    showResult(result, repeat(plan.seed));
    if (options.json !== undefined) await writeResults(options.json, results, repeat);
    if (hasPassed(result)) continue;
    if (running.stack) await keepEvidence(running.stack, plan, result);
    say(`  The logs are in ${folder}`);
    // The next round must not suffer from what this one left behind.
    await running.stack?.stop();
    running.stack = null;
  }
  await running.stack?.stop();
  return results.every(hasPassed) ? 0 : 1;

  async function runOne(plan: Plan, folder: string): Promise<RoundResult> {
    const startedAt = Date.now();
    try {
      await mkdir(folder, { recursive: true });
      running.stack ??= await startChaosStack(folder, { smallDisk: options.choice.noFullDisk === null });
      return await runRound(running.stack, plan, { recoverWithinMs: options.recoverWithinMs, say });
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return {
        ...NOTHING,
        seed: plan.seed,
        ms: Date.now() - startedAt,
        losses: [`the round itself failed: ${reason}`],
      };
    }
  }
}

async function writeResults(file: string, results: readonly RoundResult[], repeat: (seed: number) => string) {
  const rounds = results.map(({ samples, ...round }) => ({
    ...round,
    samples: samples.length,
    repeat: repeat(round.seed),
  }));
  await writeFile(file, `${JSON.stringify({ totals: totalsOf(results), rounds }, null, 2)}\n`);
}

function showPlan({ seed, enterprise, login, clockAheadMs, activity, operator, blows }: Plan, index: number): void {
  say(
    `\nRound ${index + 1}, seed ${seed}: ${enterprise.users} users, ${enterprise.files} files, by ${login}, ${activity.perMinute} actions a minute`,
  );
  if (clockAheadMs > 0) say(`  Box's clock is ${clockAheadMs / 1_000} s ahead`);
  for (const { at, action } of operator) say(`  at ${(at / 1_000).toFixed(1)} s the operator: ${action}`);
  for (const blow of blows) say(`  at ${(blow.at / 1_000).toFixed(1)} s ${describeBlow(blow)}`);
}

function showResult(result: RoundResult, repeat: string): void {
  const { ms, recoveryMs, losses, untrue, help } = result;
  const recovery = recoveryMs === null ? 'not recovered' : `recovered after ${(recoveryMs / 1_000).toFixed(1)} s`;
  say(`  ${hasPassed(result) ? '✓' : '✗'} ${recovery}, ${Math.round(ms / 1_000)} s in all`);
  for (const line of help) say(`  · ${line}`);
  const lines = [...losses, ...untrue.map((line) => `untrue: ${line}`)];
  for (const line of lines.slice(0, MAX_LINES)) say(`  ! ${line}`);
  if (lines.length > MAX_LINES) say(`  ! and ${lines.length - MAX_LINES} more`);
  if (lines.length > 0) say(`  Repeat with: ${repeat}`);
}
