import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DATA_CENTERS } from '../../src/box/data-centers.js';
import { migrateToLatest } from '../../src/store/migrate.js';
import { openDatabase } from '../../src/store/sql/postgres.js';
import { answers, createChild, type Child } from './child.js';
import { localUrl } from './ports.js';
import type { Settings } from './settings.js';

/** Where Boxward's own parts are started from. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The client secret that the simulator knows; it is no secret. */
export const SIMULATOR_SECRET = 'boxward-simulator-secret';
/** A program of ours, run from its source. */
function program(
  name: string,
  script: string,
  options: {
    readonly folder: string;
    readonly args?: readonly string[];
    readonly env?: Settings;
    readonly isReady: (log: string) => boolean | Promise<boolean>;
  },
): Child {
  return createChild({
    name,
    command: process.execPath,
    args: ['--import', 'tsx', path.join(ROOT, script), ...(options.args ?? [])],
    logFile: path.join(options.folder, `${name}.log`),
    isReady: options.isReady,
    ...(options.env ? { env: options.env } : {}),
  });
}

/** How the simulator begins. */
export interface SimulatorSize {
  readonly users: number;
  readonly files: number;
  readonly seed: number;
  readonly latencyMs: number;
  /** Where it keeps what happens, to go on from at the next start. */
  readonly stateFile?: string;
}

/** The simulator on a port. */
export function simulatorChild(folder: string, port: number, size: SimulatorSize): Child {
  const { users, files, seed, latencyMs, stateFile } = size;
  const args = { port, users, files, seed, 'latency-ms': latencyMs, ...(stateFile ? { state: stateFile } : {}) };
  return program('simulator', 'simulator/main.ts', {
    folder,
    args: Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]),
    isReady: () => answers(`http://127.0.0.1:${port}/healthz`),
  });
}

/** The API; ready once it and everything it needs answers, or what is asked for instead does. */
export function apiChild(folder: string, env: Settings, readyAt: '/readyz' | '/healthz' = '/readyz'): Child {
  return program('api', 'src/server.ts', {
    folder,
    env,
    isReady: () => answers(`${localUrl(env['BOXWARD_LISTEN'] ?? '')}${readyAt}`),
  });
}

/** The worker. */
export function workerChild(folder: string, env: Settings): Child {
  return program('worker', 'src/worker.ts', { folder, env, isReady: (log) => log.includes('worker is running') });
}

/** What API and worker see; where the API listens and who may enter are always said. */
export interface BoxwardEnvironment extends Settings {
  readonly BOXWARD_LISTEN: string;
  readonly BOXWARD_ADMIN_TOKEN: string;
}

/** The environment of API and worker: what is given, and defaults for one machine. */
export function boxwardEnvironment(given: {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace?: string;
  /** Null, or left out, when it has no UI that we know of. */
  readonly temporalUiUrl?: string | null;
  readonly apiPort: number;
  readonly adminToken: string;
  readonly encryptionKey: string;
  /** Null talks to the real Box, with the credentials in the environment. */
  readonly simulatorUrl: string | null;
  /** What is set, by a user or a test: it wins over everything else. */
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
        }),
    ...overrides,
    BOXWARD_LISTEN: listen,
    BOXWARD_ADMIN_TOKEN: overrides['BOXWARD_ADMIN_TOKEN'] ?? given.adminToken,
  };
}

/** With the simulator the client id is the data center's key, so that the app restriction can be tried for real. */
function simulatorClientId(dataCenter: string | undefined): string {
  // The API itself refuses a data center that there is not.
  return new Map<string, string>(Object.entries(DATA_CENTERS)).get(dataCenter ?? 'US1') ?? DATA_CENTERS.US1;
}

/** Brings a database's schema up to date. */
export async function migrate(databaseUrl: string): Promise<void> {
  const db = openDatabase(databaseUrl, { maxConnections: 1, applicationName: 'boxward-migrate' });
  try {
    await migrateToLatest(db);
  } finally {
    await db.destroy();
  }
}

/** A fresh admin token and a fresh encryption key. */
export const freshSecrets = (): { adminToken: string; encryptionKey: string } => ({
  adminToken: `bw_${randomBytes(24).toString('base64url')}`,
  encryptionKey: randomBytes(32).toString('base64'),
});
