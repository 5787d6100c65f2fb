/** What is typed after a command. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** A command was typed in a way that cannot be meant; the message is one line, for the one who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Options and words of a command, as `parseArgs` of Node has them. Throws `UsageError`. */
export function parseOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node's message goes on about positional arguments.
    const [problem] = error instanceof Error ? error.message.split('. ') : [];
    throw new UsageError(`${problem ?? String(error)}; --help lists the options`);
  }
}

/** A whole number that was typed for `--name`. Throws `UsageError` when it is none or less than `min`. */
export function wholeNumber(name: string, text: string, min: number): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text)) && Number(text) >= min) return Number(text);
  throw new UsageError(`--${name} must be a whole number of at least ${min}, not "${text}"`);
}

/** The simulated enterprise that was asked for. Throws `UsageError`. */
export function sizeOf(values: {
  readonly users: string;
  readonly files: string;
  readonly seed: string;
  readonly 'latency-ms': string;
}): { users: number; files: number; seed: number; latencyMs: number } {
  return {
    users: wholeNumber('users', values.users, 1),
    files: wholeNumber('files', values.files, 0),
    seed: wholeNumber('seed', values.seed, 0),
    latencyMs: wholeNumber('latency-ms', values['latency-ms'], 0),
  };
}

/** Runs a command and ends this process with its exit code: 2 and one line for a `UsageError`, 1 for any other error. */
export async function runCommand(command: () => Promise<number>): Promise<never> {
  try {
    process.exit(await command());
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  }
}
