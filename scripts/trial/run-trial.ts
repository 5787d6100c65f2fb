/** Runs a trial: a command that starts processes in a temporary folder, prints what it finds, and judges it. */
import { rm, writeFile } from 'node:fs/promises';
import { HELP_OPTION } from '../options.js';
import { runUntilSignal } from '../run-until-signal.js';
import { temporaryFolder } from '../stack/folder.js';
import { say } from './say.js';

/** What a trial has found. It passed if it has no faults. */
export interface Verdict {
  /** Each in one line. */
  readonly faults: readonly string[];
  /** Everything that was measured, for `--json`. */
  readonly report: Readonly<Record<string, unknown>>;
}

/** A trial as a command. */
export interface Trial<T> {
  readonly name: string;
  /** The text for `--help`. */
  readonly help: string;
  /** The values of `TRIAL_OPTIONS`. */
  readonly values: { readonly help: boolean; readonly json?: string };
  /** Reads the other options. Throws `UsageError`. */
  readonly readOptions: () => T | Promise<T>;
  /** Runs with a temporary folder. */
  readonly work: (folder: string, options: T) => Promise<Verdict>;
}

/** The options that every trial has: `--json <file>` writes the report, `--help` prints the help. */
export const TRIAL_OPTIONS = { json: { type: 'string' }, ...HELP_OPTION } as const;

/** Faults that are printed; the report has all. */
const MAX_LINES = 20;

/**
 * Prints the help or runs the trial, and returns the exit code: 0 if it found no fault, 1 if it did, 128 plus the
 * signal's number after Ctrl-C. All processes are stopped. The folder with the logs is kept if anything was wrong.
 * Throws the `UsageError` of `readOptions`.
 */
export async function runTrial<T>({ name, help, values, readOptions, work }: Trial<T>): Promise<number> {
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const options = await readOptions();
  const { json } = values;
  const folder = await temporaryFolder(name);
  try {
    const code = await runUntilSignal(async () => {
      const { faults, report } = await work(folder, options);
      if (json !== undefined) await writeFile(json, `${JSON.stringify({ ...report, faults }, null, 2)}\n`);
      for (const line of faults.slice(0, MAX_LINES)) say(`  ! ${line}`);
      if (faults.length > MAX_LINES) say(`  ! and ${faults.length - MAX_LINES} more`);
      say(faults.length === 0 ? '\nAll is as it must be.' : `\n${faults.length} faults.`);
      return faults.length === 0 ? 0 : 1;
    });
    if (code === 1) say(`The logs are in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
    return code;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`\nThe trial failed: ${reason}\nThe logs are in ${folder}`, { cause: error });
  }
}
