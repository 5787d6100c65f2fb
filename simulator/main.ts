/** `npm run simulator`: runs the simulator on this machine. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { MAX_ACTIONS_PER_MINUTE } from './activity/generator.js';
import { prepareTemplates } from './enterprise/content/index.js';
import { startSimulator } from './index.js';
import { DEFAULT_CLIENT_SECRET } from './settings.js';
import { MAX_TIME } from './time/clock.js';

const HELP = `Simulates Box's API on this machine.

  npm run simulator -- [options]

  --host <address>     the address to listen on (default 127.0.0.1)
  --port <n>           the port to listen on; 0 takes any free port (default 8099)
  --users <n>          managed users (default 20); the first is the Admin, the next two are Co-Admins
  --files <n>          files in the whole enterprise (default 5000)
  --files-per-folder <n>  files of a folder on average (default 25)
  --seed <n>           the same seed generates the same enterprise (default 1)
  --now <RFC 3339>     start time of the simulator's clock (default: now); POST /_sim/clock advances it
  --life <n>           generate user activity: actions per minute (default 0, none)
  --latency-ms <n>     delay added to every API response (default 0)
  --rate-limit <n>     calls per minute and user (default 1000, as at Box)
  --state <file>       keep all changes in a file, and continue from it at the next start
  --check-against <file>  check every JSON response against Box's OpenAPI description in this file
  --check-report <file>   append the findings to this file, one JSON object per line (with --check-against)
  --help               print this text

The client secret is "${DEFAULT_CLIENT_SECRET}"; any client id is accepted.
An overview page and the controls are under /_sim/; simulator/README.md documents them.
`;

/** An enterprise with this many files uses nearly all content templates. */
const LARGE = 10_000;

const OPTIONS = {
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '8099' },
  users: { type: 'string', default: '20' },
  files: { type: 'string', default: '5000' },
  'files-per-folder': { type: 'string' },
  seed: { type: 'string', default: '1' },
  'latency-ms': { type: 'string', default: '0' },
  'rate-limit': { type: 'string', default: '1000' },
  now: { type: 'string' },
  life: { type: 'string', default: '0' },
  state: { type: 'string' },
  'check-against': { type: 'string' },
  'check-report': { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

try {
  await main();
} catch (error) {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { 'check-against': against, 'check-report': report } = values;
  if ((against === undefined) !== (report === undefined)) {
    throw new Error('--check-against and --check-report must be used together');
  }
  const simulator = await startSimulator({
    host: values.host,
    port: whole('port', values.port),
    users: whole('users', values.users),
    files: whole('files', values.files),
    seed: whole('seed', values.seed),
    latencyMs: whole('latency-ms', values['latency-ms']),
    rateLimitPerMinute: whole('rate-limit', values['rate-limit'], { least: 1 }),
    lifePerMinute: whole('life', values.life, { most: MAX_ACTIONS_PER_MINUTE }),
    ...(values['files-per-folder'] === undefined
      ? {}
      : { filesPerFolder: whole('files-per-folder', values['files-per-folder'], { least: 1 }) }),
    ...(values.now === undefined ? {} : { now: time('now', values.now) }),
    ...(values.state === undefined ? {} : { stateFile: values.state }),
    ...(against === undefined || report === undefined ? {} : { conformance: { against, report } }),
  });
  process.stdout.write(`The simulator listens on ${simulator.url}; its overview page is ${simulator.url}/_sim/\n`);
  const stop = () => void simulator.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  // Make them ahead of time, so that no request waits for them.
  if (whole('files', values.files) >= LARGE) await prepareTemplates(whole('seed', values.seed));
}

/** An error as one line, with a remedy where one is known. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return 'The port is in use: choose another with --port, or 0 for any free port';
  if (code?.startsWith('ERR_PARSE_ARGS')) return `${error.message.split('. ')[0] ?? ''}; --help lists the options`;
  return error.message;
}

function whole(name: string, text: string, { least = 0, most = Number.MAX_SAFE_INTEGER } = {}): number {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  const range = `${least > 0 ? ` from ${least}` : ''}${most < Number.MAX_SAFE_INTEGER ? ` up to ${most}` : ''}`;
  throw new Error(`--${name} must be a whole number${range}, not "${text}"`);
}

/** Parses a time option into epoch milliseconds. */
function time(name: string, text: string): number {
  const isTime = z.iso.datetime({ offset: true }).safeParse(text).success;
  if (isTime && Date.parse(text) >= 0 && Date.parse(text) <= MAX_TIME) return Date.parse(text);
  throw new Error(`--${name} must be a time such as 2026-01-31T08:00:00Z, from 1970 to 9000, not "${text}"`);
}
