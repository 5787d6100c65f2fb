/** `npm run dev`: runs the whole stack with the portal until Ctrl-C. Its state is kept for the next start. */
import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { parseListen } from '../src/config.js';
import { HELP_OPTION, parseOptions, runCommand, sizeFrom, sizeOptions, type EnterpriseSize } from './options.js';
import { runUntilSignal } from './run-until-signal.js';
import { freshSecrets } from './stack/boxward.js';
import { defaultFolder, startStack, type StackOptions } from './stack/index.js';
import { lockFolder } from './stack/lock.js';
import { buildPortal } from './stack/portal.js';
import { localUrl, listenOf, requireFree } from './stack/ports.js';
import { signInLink } from './stack/sign-in-link.js';
import { supervise } from './stack/supervise.js';
import { checkSettings, settingsIn, type Settings } from './stack/settings.js';

const SIZE = sizeOptions({ users: 40, files: 5_000, seed: 1, latencyMs: 20 });
const HELP = `Runs the whole stack on this machine: Postgres, Temporal with its UI, the simulator, worker, API and portal. Prints a
link that opens the portal, signed in. A process that ends by itself is reported and started again.

  npm run dev -- [options]

${SIZE.help}
  --help             print this text

Ports: BOXWARD_LISTEN (127.0.0.1:3000), BOXWARD_DEV_TEMPORAL_PORT (7233), BOXWARD_DEV_TEMPORAL_UI_PORT (8233),
BOXWARD_DEV_SIMULATOR_PORT (8099), BOXWARD_DEV_POSTGRES_PORT (5439). With BOXWARD_METRICS_LISTEN the API serves metrics
there, and the worker at the next port (or at BOXWARD_WORKER_METRICS_LISTEN). With DATABASE_URL or TEMPORAL_ADDRESS it uses your
server instead of starting one. With BOX_CLIENT_ID and BOX_CLIENT_SECRET it uses the real Box instead of the simulator.
Its state is in .boxward/; delete the folder to start from scratch.
`;

const secretsFile = z.object({ adminToken: z.string(), encryptionKey: z.string(), postgresPassword: z.string() });

const OPTIONS = { ...SIZE.options, ...HELP_OPTION } as const;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runCommand(main);

async function main(): Promise<number> {
  const { values } = parseOptions({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const size = sizeFrom(values);
  const folder = defaultFolder();
  // Locked before anything else, so that two stacks started at once do not both create the secrets.
  const unlock = await lockFolder(folder);
  try {
    return await runUntilSignal(async () => runStack(await stackOptions(folder, size)));
  } finally {
    await unlock();
  }
}

async function runStack(options: StackOptions): Promise<never> {
  await buildPortal(say);
  const stack = await startStack(options);
  say('');
  say(`  Portal         ${await signInLink(stack)}`);
  say('                 (signs you in once, within 15 minutes; after that, sign in with the admin token)');
  say(`  API            ${stack.apiUrl}`);
  say(`  API docs       ${stack.apiUrl}/docs`);
  say(`  Admin token    ${stack.adminToken}`);
  say(`  Temporal UI    ${stack.temporalUiUrl ?? `see your server at ${stack.temporalAddress}`}`);
  say(`  Simulator      ${stack.simulatorUrl ?? 'none, using the real Box'}`);
  say(`  Logs, state    ${options.folder}`);
  for (const name of ['BOXWARD_METRICS_LISTEN', 'BOXWARD_WORKER_METRICS_LISTEN']) {
    const listen = options.settings?.[name];
    if (listen) say(`  Metrics        ${localUrl(listen)}/metrics`);
  }
  say('\nPress Ctrl-C to stop everything. The next start continues where this one ends.');
  supervise(stack.children, say);
  return new Promise<never>(() => undefined);
}

async function stackOptions(folder: string, size: EnterpriseSize): Promise<StackOptions> {
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
    secrets: await loadSecrets(folder),
    settings: withWorkerMetrics(settings),
    simulator: isRealBox ? null : { ...size, stateFile: path.join(folder, 'simulator.jsonl') },
  };
}

/** API and worker of this machine cannot serve their metrics at the same port: the worker takes the next one. */
function withWorkerMetrics(settings: Settings): Settings {
  const listen = parseListen(settings['BOXWARD_METRICS_LISTEN'] ?? '');
  if (!listen || settings['BOXWARD_WORKER_METRICS_LISTEN'] !== undefined) return settings;
  return { ...settings, BOXWARD_WORKER_METRICS_LISTEN: `${listen.host}:${listen.port + 1}` };
}

function portOf(settings: Settings, variable: string, fallback: number): number {
  const text = settings[variable];
  if (text === undefined) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${variable} must be a port, not "${text}"`);
}

/** Creates the secrets once, readable by this user only: data encrypted with them must stay readable. */
async function loadSecrets(folder: string): Promise<StackOptions['secrets']> {
  const file = path.join(folder, 'secrets.json');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text !== null) return secretsFile.parse(JSON.parse(text));
  const secrets = { ...freshSecrets(), postgresPassword: randomBytes(18).toString('base64url') };
  // Written under another name first, so that a power cut cannot leave half a file.
  const draft = `${file}.new`;
  await writeFile(draft, JSON.stringify(secrets), { mode: 0o600, flush: true });
  await rename(draft, file);
  return secrets;
}
