import { openClient } from './client.js';

/** The size of a database with its indexes, and how much its server has written ahead so far, in bytes. */
export interface DatabaseFigures {
  readonly bytes: number;
  readonly walBytes: number;
  /** Rows of `files` that were updated so far. */
  readonly filesUpdated: number;
}

/** Reads the figures. Throws if Postgres does not answer. */
export async function databaseFigures(databaseUrl: string): Promise<DatabaseFigures> {
  const client = await openClient(databaseUrl);
  try {
    const { rows } = await client.query<{ bytes: string; wal: string; updated: string }>(
      `select pg_database_size(current_database()) as bytes, pg_current_wal_lsn() - '0/0'::pg_lsn as wal,
         (select n_tup_upd from pg_stat_user_tables where relname = 'files') as updated`,
    );
    return { bytes: Number(rows[0]?.bytes), walBytes: Number(rows[0]?.wal), filesUpdated: Number(rows[0]?.updated) };
  } finally {
    await client.end();
  }
}
