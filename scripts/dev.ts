/** `npm run dev`: the whole stack on this machine with the portal, until Ctrl-C; the next start goes on where it was. */
import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { untilAskedToEnd } from './ending.js';
import { parseOptions, runCommand, sizeOf } from './options.js';
import { freshSecrets, type SimulatorSize } from './stack/boxward.js';
import { defaultFolder, startStack, type StackOptions } from './stack/index.js';
import { lockFolder } from './stack/lock.js';
import { buildPortal } from './stack/portal.js';
import { listenOf, requireFree } from './stack/ports.js';
import { signInLink } from './stack/sign-in-link.js';
import { checkSettings, settingsIn, type Settings } from './stack/settings.js';

const HELP = `The whole stack on this machine: Postgres, Temporal with its UI, the simulator, worker, API and portal. It prints a
link that opens the portal, signed in.

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

const OPTIONS = {
  users: { type: 'string', default: '40' },
  files: { type: 'string', default: '5000' },
  seed: { type: 'string', default: '1' },
  'latency-ms': { type: 'string', default: '20' },
  help: { type: 'boolean', default: false },
} as const;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runCommand(main);

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const size = sizeOf(values);
  const folder = defaultFolder();
  // Before anything is looked at or written: two that start at once must not both make the secrets.
  const unlock = await lockFolder(folder);
  try {
    return await untilAskedToEnd(async () => serve(await stackOptions(folder, size)));
  } finally {
    await unlock();
  }
}

async function serve(options: StackOptions): Promise<never> {
  await buildPortal(say);
  const stack = await startStack(options);
  say('');
  say(`  Portal         ${await signInLink(stack)}`);
  say('                 (signs you in once, within 15 minutes; later sign in with the admin token)');
  say(`  API            ${stack.apiUrl}`);
  say(`  API docs       ${stack.apiUrl}/docs`);
  say(`  Admin token    ${stack.adminToken}`);
  say(`  Temporal UI    ${stack.temporalUiUrl ?? `of your server at ${stack.temporalAddress}`}`);
  say(`  Simulator      ${stack.simulatorUrl ?? 'none: talking to the real Box'}`);
  say(`  Logs, state    ${options.folder}`);
  say('\nCtrl-C stops everything; the next start goes on where it was.');
  return new Promise<never>(() => undefined);
}

async function stackOptions(folder: string, size: SimulatorSize): Promise<StackOptions> {
  const settings = settingsIn(process.env);
  checkSettings(settings);
  const listen = listenOf(settings['BOXWARD_LISTEN'] ?? '127.0.0.1:3000');
  const temporal = portOf(settings, 'BOXWARD_DEV_TEMPORAL_PORT', 7233);
  const temporalUi = portOf(settings, 'BOXWARD_DEV_TEMPORAL_UI_PORT', 8233);
  const simulator = portOf(settings, 'BOXWARD_DEV_SIMULATOR_PORT', 8099);
  const postgres = portOf(settings, 'BOXWARD_DEV_POSTGRES_PORT', 5439);
  const isRealBox = settings['BOX_CLIENT_ID'] !== undefined;
  await requireFree(listen.port, 'the API', 'BOXWARD_LISTEN', listen.host);
  if (!settings['TEMPORAL_ADDRESS']) {
    await requireFree(temporal, 'Temporal', 'BOXWARD_DEV_TEMPORAL_PORT');
    await requireFree(temporalUi, "Temporal's UI", 'BOXWARD_DEV_TEMPORAL_UI_PORT');
  }
  if (!settings['DATABASE_URL']) await requireFree(postgres, 'Postgres', 'BOXWARD_DEV_POSTGRES_PORT');
  if (!isRealBox) await requireFree(simulator, 'the simulator', 'BOXWARD_DEV_SIMULATOR_PORT');
  return {
    folder,
    say,
    ports: { api: listen.port, temporal, temporalUi, simulator, postgres },
    secrets: await keptSecrets(folder),
    settings,
    simulator: isRealBox ? null : { ...size, stateFile: path.join(folder, 'simulator.jsonl') },
  };
}

function portOf(settings: Settings, variable: string, fallback: number): number {
  const text = settings[variable];
  if (text === undefined) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${variable} must be a port, not "${text}"`);
}

/** Made once and kept where only this user reads them: what was sealed yesterday must open today. */
async function keptSecrets(folder: string): Promise<StackOptions['secrets']> {
  const file = path.join(folder, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text !== null) return secretsFile.parse(JSON.parse(text));
  const secrets = { ...freshSecrets(), postgresPassword: randomBytes(18).toString('base64url') };
  // Aside first: half of it, after a power cut, would be no secrets and would be taken for them.
  const aside = `${file}.new`;
  await writeFile(aside, JSON.stringify(secrets), { mode: 0o600, flush: true });
  await rename(aside, file);
  return secrets;
}
