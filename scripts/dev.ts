/** `npm run dev`: the whole stack on this machine, until Ctrl-C; the next start goes on where it was. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { freshSecrets } from './stack/boxward.js';
import { defaultFolder, startStack, type StackOptions } from './stack/index.js';
import { lockFolder } from './stack/lock.js';
import { requireFree } from './stack/ports.js';
import { settingsIn } from './stack/settings.js';

const HELP = `The whole stack on this machine: Postgres, Temporal with its UI, the simulator, API and worker.

  npm run dev -- [options]

  --users <n>        users of the simulated enterprise (default 40)
  --files <n>        files of it (default 5000)
  --seed <n>         the same seed draws the same enterprise (default 1)
  --latency-ms <n>   added to every answer of the simulator (default 20)
  --help             this text

Ports: BOXWARD_LISTEN (127.0.0.1:3000), BOXWARD_DEV_TEMPORAL_PORT (7233), BOXWARD_DEV_TEMPORAL_UI_PORT (8233),
BOXWARD_DEV_SIMULATOR_PORT (8099), BOXWARD_DEV_POSTGRES_PORT (5439). DATABASE_URL and TEMPORAL_ADDRESS take servers of
yours instead. With BOX_CLIENT_ID and BOX_CLIENT_SECRET it talks to the real Box and starts no simulator.
State lives in .boxward/; delete the folder to begin anew.
`;

const secretsFile = z.object({ adminToken: z.string(), encryptionKey: z.string(), postgresPassword: z.string() });

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '40' },
    files: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    'latency-ms': { type: 'string', default: '20' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) process.stdout.write(HELP);
else await main();

async function main(): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  try {
    const options = await stackOptions(say);
    const unlock = await lockFolder(options.folder);
    const stack = await startStack(options);
    say('');
    say(`  API            ${stack.apiUrl}`);
    say(`  API docs       ${stack.apiUrl}/docs`);
    say(`  Admin token    ${stack.adminToken}`);
    say(`  Temporal UI    ${stack.temporalUiUrl ?? `of your server at ${stack.temporalAddress}`}`);
    say(`  Simulator      ${stack.simulatorUrl ?? 'none: talking to the real Box'}`);
    say(`  Logs, state    ${options.folder}`);
    say('\nCtrl-C stops everything; the next start goes on where it was.');
    await new Promise<void>((resolve) => {
      process.once('SIGINT', resolve).once('SIGTERM', resolve);
    });
    say('\nStopping');
    await stack.stop();
    await unlock();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

async function stackOptions(say: (line: string) => void): Promise<StackOptions> {
  const folder = defaultFolder();
  const api = portOf('BOXWARD_LISTEN', 3000);
  const temporal = portOf('BOXWARD_DEV_TEMPORAL_PORT', 7233);
  const temporalUi = portOf('BOXWARD_DEV_TEMPORAL_UI_PORT', 8233);
  const simulator = portOf('BOXWARD_DEV_SIMULATOR_PORT', 8099);
  const postgres = portOf('BOXWARD_DEV_POSTGRES_PORT', 5439);
  const realBox = Boolean(process.env['BOX_CLIENT_ID'] && process.env['BOX_CLIENT_SECRET']);
  await requireFree(api, 'the API', 'BOXWARD_LISTEN');
  if (!process.env['TEMPORAL_ADDRESS']) {
    await requireFree(temporal, 'Temporal', 'BOXWARD_DEV_TEMPORAL_PORT');
    await requireFree(temporalUi, "Temporal's UI", 'BOXWARD_DEV_TEMPORAL_UI_PORT');
  }
  if (!process.env['DATABASE_URL']) await requireFree(postgres, 'Postgres', 'BOXWARD_DEV_POSTGRES_PORT');
  if (!realBox) await requireFree(simulator, 'the simulator', 'BOXWARD_DEV_SIMULATOR_PORT');
  const number = (text: string) => z.coerce.number().int().nonnegative().parse(text);
  return {
    folder,
    say,
    ports: { api, temporal, temporalUi, simulator, postgres },
    secrets: await keptSecrets(folder),
    settings: settingsIn(process.env),
    simulator: realBox
      ? null
      : {
          users: number(values.users),
          files: number(values.files),
          seed: number(values.seed),
          latencyMs: number(values['latency-ms']),
          stateFile: path.join(folder, 'simulator.jsonl'),
        },
  };
}

function portOf(variable: string, fallback: number): number {
  const text = process.env[variable];
  if (!text) return fallback;
  const port = Number(text.split(':').at(-1));
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${variable} must end in a port, not "${text}"`);
}

/** Made once and kept where only this user reads them: what was sealed yesterday must open today. */
async function keptSecrets(folder: string): Promise<StackOptions['secrets']> {
  const file = path.join(folder, 'secrets.json');
  await mkdir(folder, { recursive: true });
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text !== null) return secretsFile.parse(JSON.parse(text));
  const secrets = { ...freshSecrets(), postgresPassword: randomBytes(18).toString('base64url') };
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}
