/** `npm run admin`: commands for operators that work on Postgres and Temporal together. */
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { differencesOf, stepsOf, type Difference } from '../src/domain/reconcile.js';
import { isLive, readStoredConnections, type StoredConnection } from '../src/store/connections/restored.js';
import { openDatabase, type Db } from '../src/store/sql/postgres.js';
import { endWorkflows, startWorkflows } from '../src/temporal/mend-workflows.js';
import { ensureSearchAttributes } from '../src/temporal/search-attributes.js';
import { connectionsWithWorkflows, readWorkflowFacts } from '../src/temporal/workflow-facts.js';
import { parseOptions, runCommand, UsageError } from './options.js';

const HELP = `Commands for operators. They use DATABASE_URL and the TEMPORAL_ variables.

  npm run admin -- reconcile           after Postgres or Temporal was restored from a backup: shows where they differ
  npm run admin -- reconcile --mend    makes Temporal follow Postgres, which has the tokens and what was found
  npm run admin -- --help              prints this text

Stop the workers and the API before --mend, and start them afterwards. Nothing that Box still has is lost: the events
since the backup are read again, and the scan continues from what Postgres has. If Postgres is older than the last
renewal of a token, Box rejects the token, and the connection asks for a new consent.
`;
const OPTIONS = { mend: { type: 'boolean' }, help: { type: 'boolean' } } as const;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runCommand(main);

async function main(): Promise<number> {
  const { values, positionals } = parseOptions({ allowPositionals: true, options: OPTIONS });
  const [command] = positionals;
  if (values.help || !command) {
    process.stdout.write(HELP);
    return 0;
  }
  if (command !== 'reconcile') throw new UsageError(`"${command}" is not a command; --help lists the commands`);
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is not set');
  const db = openDatabase(url, { maxConnections: 1, applicationName: 'boxward-admin' });
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await Connection.connect(connectionOptions);
  try {
    // A new Temporal has not registered them.
    if (values.mend) await ensureSearchAttributes(connection, namespace);
    return await reconcile(db, new Client({ connection, namespace }), values.mend === true);
  } finally {
    await connection.close();
    await db.destroy();
  }
}

/** Returns 1 if there are differences that were not mended. */
async function reconcile(db: Db, client: Client, mend: boolean): Promise<number> {
  const stored = new Map((await readStoredConnections(db)).map((connection) => [connection.id, connection]));
  const ids = new Set([...stored.keys(), ...(await connectionsWithWorkflows(client))]);
  let different = 0;
  for (const id of ids) {
    const connection = stored.get(id);
    const differences = differencesOf(connection ?? null, await readWorkflowFacts(client, id));
    if (differences.length === 0) continue;
    different += 1;
    say(`${connection?.name ?? 'unknown'} (${id})`);
    for (const { what } of differences) say(`  ${what}`);
    if (mend) await mendConnection(client, id, connection, differences);
  }
  say(summaryOf(ids.size, different, mend));
  return different > 0 && !mend ? 1 : 0;
}

async function mendConnection(
  client: Client,
  id: string,
  connection: StoredConnection | undefined,
  differences: readonly Difference[],
): Promise<void> {
  const { end, start } = stepsOf(differences);
  await endWorkflows(client, id, end);
  if (connection && isLive(connection.status)) {
    await startWorkflows(client, { ...connection, status: connection.status }, start);
  }
  say(`  Mended: ended ${end.join(', ') || 'nothing'}; started ${start.join(', ') || 'nothing'}.`);
}

function summaryOf(connections: number, different: number, mended: boolean): string {
  if (different === 0) return `Postgres and Temporal agree on all ${connections} connections.`;
  const found = `${different} of ${connections} connections differ`;
  return mended ? `${found}; mended.` : `${found}. Run again with --mend to make Temporal follow Postgres.`;
}
