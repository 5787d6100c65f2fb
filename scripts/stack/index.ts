/** A stack on this machine: Postgres, Temporal, the simulator, API and worker as child processes. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  apiChild,
  boxwardEnvironment,
  migrate,
  simulatorChild,
  workerChild,
  type SimulatorOptions,
} from './boxward.js';
import type { Child } from './child.js';
import { freePort, localUrl } from './ports.js';
import { startPostgres } from './postgres.js';
import { stackSettings, type Settings } from './settings.js';
import { startTemporal } from './temporal.js';

/** What to start, and where. A port that is not given is chosen from the free ones. */
export interface StackOptions {
  readonly folder: string;
  /** Null for the real Box. */
  readonly simulator: SimulatorOptions | null;
  readonly ports?: {
    readonly api?: number;
    readonly temporal?: number;
    readonly temporalUi?: number;
    readonly simulator?: number;
    readonly postgres?: number;
  };
  readonly secrets: { readonly adminToken: string; readonly encryptionKey: string; readonly postgresPassword: string };
  readonly say: (line: string) => void;
  /** The user's settings: servers to use instead of starting them, and the settings of API and worker. */
  readonly settings?: Settings;
}

/** A running stack. */
export interface Stack {
  readonly apiUrl: string;
  readonly adminToken: string;
  readonly simulatorUrl: string | null;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string | null;
  readonly databaseUrl: string;
  readonly folder: string;
  readonly worker: Child;
  /** Every process, in the order in which they were started. */
  readonly children: readonly Child[];
}

/** Starts everything in order, and reports each step. Throws if a step fails; `runUntilSignal` then stops the rest. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { folder, say, secrets, ports = {}, settings = {} } = options;
  await mkdir(folder, { recursive: true });
  const children: Child[] = [];
  const databaseUrl = await database();
  await migrate(databaseUrl);
  const temporal = await temporalServer();
  const simulatorUrl = await simulator();
  const apiPort = ports.api ?? (await freePort());
  const env = boxwardEnvironment({
    databaseUrl,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl,
    apiPort,
    simulatorUrl,
    adminToken: secrets.adminToken,
    encryptionKey: secrets.encryptionKey,
    overrides: stackSettings(settings, { withSimulator: simulatorUrl !== null }),
  });
  say('Starting the worker and the API');
  const worker = workerChild(folder, env);
  await worker.start();
  const api = apiChild(folder, env);
  await api.start();
  children.push(worker, api);
  return {
    apiUrl: localUrl(env.BOXWARD_LISTEN),
    adminToken: env.BOXWARD_ADMIN_TOKEN,
    simulatorUrl,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl,
    databaseUrl,
    folder,
    worker,
    children,
  };

  async function database(): Promise<string> {
    const given = settings['DATABASE_URL'];
    if (given) return given;
    say('Starting Postgres');
    const server = await startPostgres({
      folder,
      port: ports.postgres ?? (await freePort()),
      password: secrets.postgresPassword,
    });
    children.push(server.child);
    return server.database('boxward');
  }

  async function temporalServer(): Promise<{ address: string; uiUrl: string | null }> {
    const given = settings['TEMPORAL_ADDRESS'];
    if (given) return { address: given, uiUrl: null };
    say('Starting Temporal');
    const server = await startTemporal({
      folder,
      port: ports.temporal ?? (await freePort()),
      uiPort: ports.temporalUi ?? (await freePort()),
      say,
    });
    children.push(server.child);
    return server;
  }

  async function simulator(): Promise<string | null> {
    if (!options.simulator) return null;
    say(`Starting the simulator: ${options.simulator.users} users, ${options.simulator.files} files`);
    const port = ports.simulator ?? (await freePort());
    const child = simulatorChild(folder, port, options.simulator);
    await child.start();
    children.push(child);
    return `http://127.0.0.1:${port}`;
  }
}

/** The default folder for a stack's state. */
export const defaultFolder = (): string => path.resolve('.boxward');
