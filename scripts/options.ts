/** Command-line options. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

/** A mistake in how a command was called. The message is one line for the user. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Parses options and positional arguments with Node's `parseArgs`. Throws `UsageError`. */
export function parseOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    // The first sentence of Node's message is enough; the others are about positional arguments.
    const [problem] = error instanceof Error ? error.message.split('. ') : [];
    throw new UsageError(`${problem ?? String(error)}; --help lists the options`);
  }
}

/** Parses the value of `--name` as a whole number. Throws `UsageError` if it is not one, or is less than `min`. */
export function wholeNumber(name: string, text: string, min: number): number {
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text)) && Number(text) >= min) return Number(text);
  throw new UsageError(`--${name} must be a whole number of at least ${min}, not "${text}"`);
}

/** The size of a simulated enterprise, and how slow the simulator is. */
export interface EnterpriseSize {
  readonly users: number;
  readonly files: number;
  readonly seed: number;
  readonly latencyMs: number;
}

/** The four options of an enterprise's size, for `parseOptions`, and their lines in `--help`. */
export function sizeOptions(defaults: EnterpriseSize) {
  const option = (value: number) => ({ type: 'string', default: String(value) }) as const;
  return {
    options: {
      users: option(defaults.users),
      files: option(defaults.files),
      seed: option(defaults.seed),
      'latency-ms': option(defaults.latencyMs),
    },
    help: `\
  --users <n>        users of the simulated enterprise (default ${defaults.users})
  --files <n>        files of the enterprise (default ${defaults.files})
  --seed <n>         the same seed generates the same enterprise (default ${defaults.seed})
  --latency-ms <n>   delay of each response of the simulator (default ${defaults.latencyMs})`,
  };
}

/** Reads the values of `sizeOptions`. Throws `UsageError`. */
export function sizeFrom(values: {
  readonly users: string;
  readonly files: string;
  readonly seed: string;
  readonly 'latency-ms': string;
}): EnterpriseSize {
  return {
    users: wholeNumber('users', values.users, 1),
    files: wholeNumber('files', values.files, 0),
    seed: wholeNumber('seed', values.seed, 0),
    latencyMs: wholeNumber('latency-ms', values['latency-ms'], 0),
  };
}

/** The `--help` option. */
export const HELP_OPTION = { help: { type: 'boolean', default: false } } as const;

/** Runs a command and exits with its code: 2 and one line for a `UsageError`, 1 for any other error. */
export async function runCommand(command: () => Promise<number>): Promise<never> {
  try {
    process.exit(await command());
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(error instanceof UsageError ? 2 : 1);
  }
}
