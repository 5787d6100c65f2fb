/** `npm run migrate`: applies pending migrations to the database at DATABASE_URL. */
import { migrateToLatest } from '../src/store/migrate.js';
import { openDatabase } from '../src/store/sql/postgres.js';

const databaseUrl = process.env['DATABASE_URL'];
if (!databaseUrl) {
  process.stderr.write(
    'DATABASE_URL is not set: the address of Postgres, such as postgres://boxward:secret@localhost/boxward\n',
  );
  process.exit(1);
}
/** A statement that goes through a full table may take as long as it needs; it is bounded for a server that falls silent. */
const STATEMENT_TIMEOUT_MS = 6 * 3_600_000;
const db = openDatabase(databaseUrl, {
  applicationName: 'boxward-migrate',
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
});
try {
  const applied = await migrateToLatest(db);
  process.stdout.write(applied.length > 0 ? `Applied ${applied.join(', ')}\n` : 'The schema is up to date\n');
} finally {
  await db.destroy();
}
