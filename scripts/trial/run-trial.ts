/** Runs a trial: a command that starts processes in a temporary folder, says what it finds, and judges it. */
import { rm, writeFile } from 'node:fs/promises';
import { runUntilSignal } from '../run-until-signal.js';
import { temporaryFolder } from '../stack/folder.js';

/** What a trial has found. It passed if it has no faults. */
export interface Verdict {
  /** Each in one line. */
  readonly faults: readonly string[];
  /** Everything that was measured, for `--json`. */
  readonly report: Readonly<Record<string, unknown>>;
}

/** How a trial is run. */
export interface TrialOptions {
  readonly name: string;
  /** Where to write the report as JSON. */
  readonly json: string | undefined;
  readonly say: (line?: string) => void;
}

/** Faults that are printed; the report has all. */
const MAX_LINES = 20;

/**
 * Runs `work` with a temporary folder and returns the exit code: 0 if it found no fault, 1 if it did, 128 plus the
 * signal's number after Ctrl-C. All processes are stopped. The folder with the logs is kept if anything was wrong.
 */
export async function runTrial(
  { name, json, say }: TrialOptions,
  work: (folder: string) => Promise<Verdict>,
): Promise<number> {
  const folder = await temporaryFolder(name);
  try {
    const code = await runUntilSignal(async () => {
      const { faults, report } = await work(folder);
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
