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

/** Parses the value of `--name` as a share from 0 to 1. Throws `UsageError`. */
export function shareOption(name: string, text: string): number {
  const share = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (share >= 0 && share <= 1) return share;
  throw new UsageError(`--${name} must be a number from 0 to 1, not "${text}"`);
}

/** Parses the value of `--name`, such as `90s` or `2m`, as milliseconds. Throws `UsageError`. */
export function durationOption(name: string, text: string): number {
  const [, digits, unit] = /^(\d{1,6})(s|m)$/.exec(text) ?? [];
  if (digits === undefined) throw new UsageError(`--${name} must be a time such as 90s or 2m, not "${text}"`);
  return Number(digits) * (unit === 'm' ? 60_000 : 1_000);
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
