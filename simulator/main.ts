/** `npm run simulator`: a stand-in for Box on this machine. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startSimulator } from './index.js';
import { DEFAULT_CLIENT_SECRET } from './state.js';

const HELP = `A stand-in for Box, over HTTP, on this machine.

  npm run simulator -- [options]

  --host <address>     the address to listen on (default 127.0.0.1)
  --port <n>           the port to listen on; 0 takes any free one (default 8099)
  --users <n>          managed users (default 20); the first is the Admin, the next two are Co-Admins
  --files <n>          files of the whole enterprise (default 5000)
  --seed <n>           the same seed draws the same enterprise (default 1)
  --now <RFC 3339>     where its time begins (default: now); POST /_sim/clock moves it on
  --latency-ms <n>     added to every answer (default 0)
  --rate-limit <n>     calls a minute and user (default 1000, as Box)
  --state <file>       keep what happens in a file, and go on from it at the next start
  --help               this text

The client secret is "${DEFAULT_CLIENT_SECRET}"; any client id will do. Controls are under /_sim/.
`;

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '8099' },
    users: { type: 'string', default: '20' },
    files: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    now: { type: 'string' },
    'latency-ms': { type: 'string', default: '0' },
    'rate-limit': { type: 'string', default: '1000' },
    state: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  process.stdout.write(HELP);
} else {
  const simulator = await startSimulator({
    host: values.host,
    port: whole('port', values.port),
    users: whole('users', values.users),
    files: whole('files', values.files),
    seed: whole('seed', values.seed),
    latencyMs: whole('latency-ms', values['latency-ms']),
    rateLimitPerMinute: whole('rate-limit', values['rate-limit']),
    ...(values.now === undefined ? {} : { now: time('now', values.now) }),
    ...(values.state === undefined ? {} : { stateFile: values.state }),
  });
  process.stdout.write(`The simulator listens on ${simulator.url}\n`);
  const stop = () => void simulator.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  process.stderr.write(`--${name} must be a whole number, not "${text}"\n`);
  process.exit(1);
}

/** Epoch milliseconds. */
function time(name: string, text: string): number {
  if (z.iso.datetime({ offset: true }).safeParse(text).success) return Date.parse(text);
  process.stderr.write(`--${name} must be a time such as 2026-01-31T08:00:00Z, not "${text}"\n`);
  process.exit(1);
}
