/** The stack that blows hit: every process supervised, and a proxy between each client and each server. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { apiChild, boxwardEnvironment, freshSecrets, migrate, simulatorChild, workerChild } from '../stack/boxward.js';
import { freePort } from '../stack/ports.js';
import { startPostgres } from '../stack/postgres.js';
import { startTemporal } from '../stack/temporal.js';
import type { EnterpriseSize } from '../options.js';
import { mountSmallDisk } from './disk.js';
import { CLIENTS, SERVERS, type ClientName, type ProcessName, type ServerName } from './plan.js';
import { startProxy, type Proxy } from './proxy.js';
import { supervise, type Supervised } from './supervisor.js';

/** A running stack. The simulator is another one in each round, at the same address. */
export interface ChaosStack {
  readonly folder: string;
  readonly apiUrl: string;
  readonly adminToken: string;
  readonly simulatorUrl: string;
  readonly temporalAddress: string;
  /** Without a proxy. */
  readonly databaseUrl: string;
  /** Where Postgres keeps its data, on a small disk; null if it is on an ordinary one. */
  readonly smallDisk: string | null;
  process(name: ProcessName): Supervised;
  proxy(client: ClientName, server: ServerName): Proxy;
  /** Starts a simulator with a new enterprise instead of the present one. `onStart` runs after each restart of it. */
  startSimulator(size: EnterpriseSize, onStart: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** Starts everything but the simulator. Throws if a step fails; the caller then stops what runs. */
export async function startChaosStack(folder: string, options: { readonly smallDisk: boolean }): Promise<ChaosStack> {
  const processes = new Map<ProcessName, Supervised>();
  const ports = { postgres: await freePort(), temporal: await freePort(), simulator: await freePort() };
  const smallDisk = options.smallDisk ? path.join(folder, 'postgres') : null;
  if (smallDisk !== null) await mountSmallDisk(smallDisk);

  const postgres = await startPostgres({
    folder,
    port: ports.postgres,
    password: randomBytes(18).toString('base64url'),
  });
  const databaseUrl = await postgres.database('boxward');
  await migrate(databaseUrl);
  const temporal = await startTemporal({
    folder,
    port: ports.temporal,
    uiPort: await freePort(),
    say: () => undefined,
  });
  processes.set('postgres', await supervise(postgres.child));
  processes.set('temporal', await supervise(temporal.child));

  const proxies = new Map<string, Proxy>();
  for (const client of CLIENTS) {
    for (const server of SERVERS) {
      proxies.set(`${client} → ${server}`, await startProxy(await freePort(), ports[server]));
    }
  }
  const proxy = (client: ClientName, server: ServerName): Proxy => found(proxies.get(`${client} → ${server}`));
  const common = { apiPort: await freePort(), ...freshSecrets() };
  const simulatorUrl = `http://127.0.0.1:${ports.simulator}`;
  const environmentOf = (client: ClientName) =>
    boxwardEnvironment({
      ...common,
      databaseUrl: databaseUrl.replace(`:${ports.postgres}/`, `:${proxy(client, 'postgres').port}/`),
      temporalAddress: `127.0.0.1:${proxy(client, 'temporal').port}`,
      simulatorUrl: `http://127.0.0.1:${proxy(client, 'simulator').port}`,
      overrides: {
        // A browser opens these.
        BOX_AUTHORIZE_URL: `${simulatorUrl}/api/oauth2/authorize`,
        BOX_WEB_URL: simulatorUrl,
        // Events appear in the log up to 5 s late: the backfill waits longer than that.
        BOXWARD_BACKFILL_SETTLE_MS: '8000',
      },
    });
  for (const name of ['worker-1', 'worker-2'] as const) {
    processes.set(name, await supervise(workerChild(folder, environmentOf(name), name)));
  }
  const apiEnvironment = environmentOf('api');
  processes.set('api', await supervise(apiChild(folder, apiEnvironment, '/healthz')));

  return {
    folder,
    apiUrl: `http://${apiEnvironment.BOXWARD_LISTEN}`,
    adminToken: common.adminToken,
    simulatorUrl,
    temporalAddress: temporal.address,
    databaseUrl,
    smallDisk,
    process: (name) => found(processes.get(name)),
    proxy,
    async startSimulator(size, onStart) {
      await processes.get('simulator')?.stop();
      const stateFile = path.join(folder, `simulator-${size.seed}.jsonl`);
      const child = simulatorChild(folder, ports.simulator, { ...size, stateFile });
      processes.set('simulator', await supervise(child, onStart));
      await onStart();
    },
    async stop() {
      for (const each of [...processes.values()].reverse()) await each.stop();
      for (const each of proxies.values()) await each.close();
    },
  };
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('This part of the stack has not been started');
  return value;
}
