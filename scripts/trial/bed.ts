/** What a trial runs on: Postgres, Temporal and simulators. The trial starts API and workers itself, and stops them. */
import { randomBytes } from 'node:crypto';
import {
  boxwardEnvironment,
  freshSecrets,
  simulatorChild,
  type BoxwardEnvironment,
  type SimulatorOptions,
} from '../stack/boxward.js';
import type { Child } from '../stack/child.js';
import { freePort } from '../stack/ports.js';
import { startPostgres } from '../stack/postgres.js';
import type { Settings } from '../stack/settings.js';
import { startTemporal } from '../stack/temporal.js';

/** Running servers, without API and worker. */
export interface Bed {
  readonly folder: string;
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  readonly adminToken: string;
  /** Every server that was started, by the name of its process. */
  readonly children: readonly Child[];
  /** Starts a simulator and returns its address. */
  simulator(options: SimulatorOptions, name?: string): Promise<string>;
  /** The settings of an API or a worker, each time with another port for the API. */
  environment(boxUrl: string, overrides?: Settings): Promise<BoxwardEnvironment>;
}

/** Starts Postgres, with an empty database, and Temporal. Throws if one does not start; `runUntilSignal` stops both. */
export async function startBed(folder: string, say: (line: string) => void): Promise<Bed> {
  const children: Child[] = [];
  const secrets = freshSecrets();
  say('Starting Postgres and Temporal');
  const password = randomBytes(18).toString('base64url');
  const startDatabase = async () => {
    const server = await startPostgres({ folder, port: await freePort(), password });
    return { server, databaseUrl: await server.database('boxward') };
  };
  const [{ server: postgres, databaseUrl }, temporal] = await Promise.all([
    startDatabase(),
    startTemporal({ folder, port: await freePort(), uiPort: await freePort(), say }),
  ]);
  children.push(postgres.child, temporal.child);

  return {
    folder,
    databaseUrl,
    temporalAddress: temporal.address,
    adminToken: secrets.adminToken,
    children,
    async simulator(options, name) {
      const port = await freePort();
      say(`Starting a simulator: ${options.users} users, ${options.files} files`);
      const child = simulatorChild(folder, port, options, name);
      await child.start();
      children.push(child);
      return `http://127.0.0.1:${port}`;
    },
    environment: async (boxUrl, overrides = {}) =>
      boxwardEnvironment({
        databaseUrl,
        temporalAddress: temporal.address,
        apiPort: await freePort(),
        simulatorUrl: boxUrl,
        ...secrets,
        overrides,
      }),
  };
}
