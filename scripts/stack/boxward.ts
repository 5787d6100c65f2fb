import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { EnterpriseSize } from '../options.js';
import { DATA_CENTERS } from '../../src/box/data-centers.js';
import { migrateToLatest } from '../../src/store/migrate.js';
import { openDatabase } from '../../src/store/sql/postgres.js';
import { createChild, isServing, type Child } from './child.js';
import { ROOT } from './fingerprint.js';
import { localUrl } from './ports.js';
import type { Settings } from './settings.js';

/** The client secret that the simulator accepts; it is public. */
export const SIMULATOR_SECRET = 'boxward-simulator-secret';

/** What starts many servers may take, in milliseconds. */
const MANY_READY_WITHIN_MS = 10 * 60_000;
/** What the image of a release sets for API and worker (Dockerfile). */
const PRODUCTION = { NODE_ENV: 'production', NODE_OPTIONS: '--max-old-space-size=1024' };

/** A program of this repository as a child process: TypeScript, or a file that `buildForProduction` has built. */
function program(
  name: string,
  script: string,
  options: {
    readonly folder: string;
    readonly args?: readonly string[];
    readonly env?: Settings;
    /** Where the program's code is; by default, this repository. */
    readonly root?: string;
    /** The folder that it runs in; by default that of this process. */
    readonly cwd?: string;
    readonly readyWithinMs?: number;
    readonly isReady: (log: string) => boolean | Promise<boolean>;
  },
): Child {
  return createChild({
    name,
    command: process.execPath,
    args: [
      ...(script.endsWith('.ts') ? ['--import', 'tsx'] : []),
      path.join(options.root ?? ROOT, script),
      ...(options.args ?? []),
    ],
    logFile: path.join(options.folder, `${name}.log`),
    isReady: options.isReady,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.readyWithinMs === undefined ? {} : { readyWithinMs: options.readyWithinMs }),
    ...(options.env ? { env: script.endsWith('.ts') ? options.env : { ...options.env, ...PRODUCTION } } : {}),
  });
}

/** The enterprise that the simulator starts with. */
export interface SimulatorOptions extends EnterpriseSize {
  /** Keeps the simulator's changes across restarts. */
  readonly stateFile?: string;
  /** Files of a folder on average; 25 by default. */
  readonly filesPerFolder?: number;
}

/** The simulator. Its log has its name. */
export function simulatorChild(folder: string, port: number, options: SimulatorOptions, name = 'simulator'): Child {
  const { users, files, seed, latencyMs, stateFile, filesPerFolder } = options;
  const args = {
    ...{ port, users, files, seed, 'latency-ms': latencyMs },
    ...(stateFile ? { state: stateFile } : {}),
    ...(filesPerFolder === undefined ? {} : { 'files-per-folder': filesPerFolder }),
  };
  return program(name, 'simulator/main.ts', {
    folder,
    args: Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]),
    isReady: () => isServing(`http://127.0.0.1:${port}/healthz`),
  });
}

/** The API; ready once `readyAt` succeeds: /readyz also needs Postgres and Temporal. */
export function apiChild(
  folder: string,
  env: Settings,
  readyAt: '/readyz' | '/healthz' = '/readyz',
  { name = 'api', ...code }: OtherCode = {},
): Child {
  return program(name, code.isBuilt === true ? 'dist/src/server.js' : 'src/server.ts', {
    folder,
    env,
    isReady: () => isServing(`${localUrl(env['BOXWARD_LISTEN'] ?? '')}${readyAt}`),
    ...(code.root === undefined ? {} : { root: code.root }),
  });
}

/** A worker. Its log has its name. */
export function workerChild(folder: string, env: Settings, name = 'worker', root = ROOT): Child {
  return program(name, 'src/worker.ts', { folder, env, root, isReady: isWorking });
}

/** A worker that `buildForProduction` has built, as in the image of a release. */
export function builtWorker(folder: string, env: Settings, name = 'worker'): Child {
  return program(name, 'dist/src/worker.js', { folder, env, isReady: isWorking });
}

const isWorking = (log: string): boolean => log.includes('worker is running');

/** Simulators of `count` small enterprises at one address (scripts/bench/enterprises-main.ts). */
export function enterprisesChild(folder: string, port: number, count: number): Child {
  return program('enterprises', 'scripts/bench/enterprises-main.ts', {
    ...{ folder, args: [String(port), String(count)], readyWithinMs: MANY_READY_WITHIN_MS },
    isReady: () => isServing(`http://127.0.0.1:${port}/_bench/calls`),
  });
}

/** `npm run dev` with its state in `folder`; ready when it has printed its links. */
export function devChild(folder: string, env: Settings): Child {
  return program('dev', 'scripts/dev.ts', {
    ...{ folder, cwd: folder, env, readyWithinMs: MANY_READY_WITHIN_MS },
    isReady: (log) => log.includes('Press Ctrl-C'),
  });
}

/** The name of a process, and its code. */
export interface OtherCode {
  readonly name?: string;
  /** The folder of another version. */
  readonly root?: string;
  /** Runs what `buildForProduction` has built, as the image of a release does, instead of the sources. */
  readonly isBuilt?: boolean;
}

/** The settings of API and worker; address and admin token are always set. */
export interface BoxwardEnvironment extends Settings {
  readonly BOXWARD_LISTEN: string;
  readonly BOXWARD_ADMIN_TOKEN: string;
}

/** The settings of API and worker: the given values, and defaults for one machine. */
export function boxwardEnvironment(given: {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace?: string;
  /** Null if Temporal has no known UI. */
  readonly temporalUiUrl?: string | null;
  readonly apiPort: number;
  readonly adminToken: string;
  readonly encryptionKey: string;
  /** Null for the real Box, with its credentials in `overrides`. */
  readonly simulatorUrl: string | null;
  /** Settings of a user or a test, which replace all others. */
  readonly overrides?: Settings;
}): BoxwardEnvironment {
  const { simulatorUrl, overrides = {} } = given;
  const listen = overrides['BOXWARD_LISTEN'] ?? `127.0.0.1:${given.apiPort}`;
  return {
    DATABASE_URL: given.databaseUrl,
    TEMPORAL_ADDRESS: given.temporalAddress,
    TEMPORAL_NAMESPACE: given.temporalNamespace ?? 'default',
    BOXWARD_PUBLIC_URL: localUrl(listen),
    BOXWARD_ENCRYPTION_KEYS: `local:${given.encryptionKey}`,
    ...(given.temporalUiUrl ? { BOXWARD_TEMPORAL_UI_URL: given.temporalUiUrl } : {}),
    ...(simulatorUrl === null
      ? {}
      : {
          BOX_CLIENT_ID: simulatorClientId(overrides['BOX_DATA_CENTER']),
          BOX_CLIENT_SECRET: SIMULATOR_SECRET,
          BOX_API_BASE_URL: simulatorUrl,
          BOX_AUTHORIZE_URL: `${simulatorUrl}/api/oauth2/authorize`,
          BOX_WEB_URL: simulatorUrl,
          BOX_SERVICE_ID: '4711',
          BOXWARD_EVENT_POLL_MIN_MS: '500',
          BOXWARD_EVENT_POLL_MAX_MS: '2000',
          BOXWARD_BACKFILL_SETTLE_MS: '1000',
          // A company's proxy does not reach the simulator on this machine.
          NO_PROXY: SIMULATOR_HOST,
          no_proxy: SIMULATOR_HOST,
        }),
    ...overrides,
    BOXWARD_LISTEN: listen,
    BOXWARD_ADMIN_TOKEN: overrides['BOXWARD_ADMIN_TOKEN'] ?? given.adminToken,
  };
}

const SIMULATOR_HOST = '127.0.0.1';

/** The client id for the simulator is the data center's API key, so that the app restriction can be tested. */
function simulatorClientId(dataCenter: string | undefined): string {
  // The API refuses an unknown data center.
  return new Map<string, string>(Object.entries(DATA_CENTERS)).get(dataCenter ?? 'US1') ?? DATA_CENTERS.US1;
}

/** Applies pending migrations. */
export async function migrate(databaseUrl: string): Promise<void> {
  const db = openDatabase(databaseUrl, { maxConnections: 1, applicationName: 'boxward-migrate' });
  try {
    await migrateToLatest(db);
  } finally {
    await db.destroy();
  }
}

/** Generates an admin token and an encryption key. */
export const freshSecrets = (): { adminToken: string; encryptionKey: string } => ({
  adminToken: `bw_${randomBytes(24).toString('base64url')}`,
  encryptionKey: randomBytes(32).toString('base64'),
});
