/** A complete Boxward for one test: its own database, namespace, simulator, API and worker, as real processes. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { inject } from 'vitest';
import {
  apiChild,
  boxwardEnvironment,
  freshSecrets,
  migrate,
  simulatorChild,
  workerChild,
} from '../../../scripts/stack/boxward.js';
import type { Child } from '../../../scripts/stack/child.js';
import { freePort } from '../../../scripts/stack/ports.js';
import { startPostgres, type PostgresServer } from '../../../scripts/stack/postgres.js';
import { startTemporal } from '../../../scripts/stack/temporal.js';
import { freshDatabase } from '../../fixture/database.js';
import { freshNamespace } from '../../fixture/namespace.js';
import { boxwardAt, type Boxward } from '../../../clients/boxward.js';
import { simulatorAt, type SimulatorControls } from '../../../clients/simulator.js';

/** The size and the settings of a stack. */
export interface StackOptions {
  readonly users: number;
  readonly files: number;
  readonly seed?: number;
  readonly latencyMs?: number;
  /** Files of a folder on average; 25 by default. */
  readonly filesPerFolder?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Starts a Temporal server only for this stack, so that the test may kill it. */
  readonly ownTemporal?: boolean;
  /** Starts a Postgres server only for this stack, so that the test may stop it. */
  readonly ownPostgres?: boolean;
}

/** A started stack: its clients, processes and addresses. */
export interface RunningStack {
  readonly boxward: Boxward;
  readonly apiUrl: string;
  readonly adminToken: string;
  readonly env: Readonly<Record<string, string>>;
  readonly simulator: SimulatorControls;
  readonly simulatorUrl: string;
  readonly api: Child;
  readonly worker: Child;
  /** Throws unless the stack was started with `ownTemporal`. */
  readonly temporalServer: Child;
  /** Throws unless the stack was started with `ownPostgres`. */
  readonly postgresServer: Child;
  /** Where the logs are. */
  readonly folder: string;
  readonly temporal: Client;
  readonly databaseUrl: string;
  /** The logs of API and worker so far. */
  logs(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a stack and waits until it is ready. */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const folder = await mkdtemp(path.join(tmpdir(), 'boxward-e2e-'));
  const postgres = options.ownPostgres
    ? await startPostgres({
        folder: await openedFolder(folder),
        port: await freePort(),
        password: 'postgres-of-a-test',
      })
    : null;
  const database = postgres ? await ownDatabase(postgres) : await freshDatabase();
  const own = options.ownTemporal
    ? await startTemporal({
        folder,
        port: await freePort(),
        uiPort: await freePort(),
        forTests: true,
        say: () => undefined,
      })
    : null;
  const address = own?.address ?? inject('temporalAddress');
  const namespace = own ? 'default' : await freshNamespace(address);
  const simulatorPort = await freePort();
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
  const apiPort = await freePort();
  const { adminToken, encryptionKey } = freshSecrets();
  const env = boxwardEnvironment({
    databaseUrl: database.url,
    temporalAddress: address,
    temporalNamespace: namespace,
    apiPort,
    adminToken,
    encryptionKey,
    simulatorUrl,
    overrides: options.env ?? {},
  });
  const size = {
    users: options.users,
    files: options.files,
    seed: options.seed ?? 1,
    latencyMs: options.latencyMs ?? 0,
    ...(options.filesPerFolder === undefined ? {} : { filesPerFolder: options.filesPerFolder }),
  };
  const simulator = simulatorChild(folder, simulatorPort, size);
  const api = apiChild(folder, env);
  const worker = workerChild(folder, env);
  await Promise.all([simulator.start(), worker.start(), api.start()]);
  const connection = await Connection.connect({ address });
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  return {
    boxward: boxwardAt(apiUrl, adminToken),
    apiUrl,
    adminToken,
    env,
    simulator: simulatorAt(simulatorUrl),
    simulatorUrl,
    api,
    worker,
    get temporalServer() {
      if (!own) throw new Error('This stack shares its Temporal server with other tests: start it with ownTemporal');
      return own.child;
    },
    get postgresServer() {
      if (!postgres) throw new Error('This stack shares Postgres with other tests: start it with ownPostgres');
      return postgres.child;
    },
    folder,
    temporal: new Client({ connection, namespace }),
    databaseUrl: database.url,
    logs: async () =>
      (await Promise.all(['api', 'worker'].map((name) => readFile(path.join(folder, `${name}.log`), 'utf8')))).join(
        '\n',
      ),
    async stop() {
      await connection.close();
      await Promise.all([api.stop(), worker.stop(), simulator.stop()]);
      await own?.child.stop();
      await database.drop();
      await postgres?.child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Postgres runs as another user, which must be able to enter the folder. */
async function openedFolder(folder: string): Promise<string> {
  await chmod(folder, 0o755);
  return folder;
}

async function ownDatabase(postgres: PostgresServer): Promise<{ url: string; drop: () => Promise<void> }> {
  const url = await postgres.database('boxward');
  await migrate(url);
  return { url, drop: () => Promise.resolve() };
}
