import { sql } from 'kysely';
import type { Db } from '../../../src/store/sql/postgres.js';
import { insertConnection } from '../../fixture/connection.js';
import { openExplained, type ExplainedStep } from './explained-database.js';
import { STEPS } from './steps.js';
import { emptyTables, fillConnection, fillOtherConnections, LARGE, SMALL, stopAutovacuum } from './tables.js';

/**
 * The states of the tables in which all statements are explained. In the last one, Postgres knows the rows of another
 * connection only, as when a second enterprise is scanned for the first time.
 */
export const STATES = [
  'empty',
  'small, without statistics',
  'small, with statistics',
  'large, without statistics',
  'large, with statistics',
  'large, with statistics from when they were small',
] as const;
export type State = (typeof STATES)[number];

/** Fills an empty, migrated database and explains all steps in each state. */
export async function explainInAllStates(url: string, db: Db): Promise<ReadonlyMap<State, readonly ExplainedStep[]>> {
  const explained = new Map<State, readonly ExplainedStep[]>();
  const opened = await openExplained(url);
  const explain = async (state: State): Promise<void> => {
    // Rows of the steps before, which were rolled back, are no part of the state.
    await sql`vacuum`.execute(db);
    explained.set(state, await opened.explain(STEPS));
  };
  try {
    await stopAutovacuum(db);
    await fillConnection(db, 'c', LARGE);
    await fillOtherConnections(db);
    await explain('large, without statistics');
    await sql`analyze`.execute(db);
    await explain('large, with statistics');

    await emptyTables(db);
    await insertConnection(db, 'c');
    await explain('empty');
    await fillConnection(db, 'tiny', SMALL);
    await explain('small, without statistics');
    await sql`analyze`.execute(db);
    await explain('small, with statistics');
    await db.deleteFrom('connections').where('id', '=', 'c').execute();
    await fillConnection(db, 'c', LARGE);
    await fillOtherConnections(db);
    await explain('large, with statistics from when they were small');
  } finally {
    await opened.close();
  }
  return explained;
}
