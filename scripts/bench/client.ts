import pg from 'pg';

/** Connects to a database of the bench. Throws if Postgres does not answer. */
export async function openClient(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', ignoreLoss);
  await client.connect();
  return client;
}

/** Opens a pool of at most `max` connections. */
export function openPool(databaseUrl: string, max: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, max });
  pool.on('error', ignoreLoss);
  pool.on('connect', (client) => client.on('error', ignoreLoss));
  return pool;
}

/** Without a listener, a Postgres that Ctrl-C has stopped would end this process before it has cleaned up. */
const ignoreLoss = (): void => undefined;
