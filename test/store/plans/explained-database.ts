import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kysely, PostgresDialect, type KyselyPlugin, type PostgresPoolClient, type PostgresQueryResult } from 'kysely';
import pg from 'pg';
import type { Db } from '../../../src/store/sql/postgres.js';
import type { Database } from '../../../src/store/tables/index.js';
import { parsePlan, type PlanNode } from './plan.js';

/** A statement as a store function executed it, with the plan that Postgres executed. */
export interface ExplainedStatement {
  /** The line of the source that executed it, as `src/store/scan/frontier.ts:72`. */
  readonly site: string;
  readonly text: string;
  readonly plan: PlanNode;
}

/** The statements of a step. */
export interface ExplainedStep {
  readonly name: string;
  readonly statements: readonly ExplainedStatement[];
  /** Why the step ended early, with the line of its last statement; null if it did not. */
  readonly failure: string | null;
}

/** A database of which every statement is explained while it runs. */
export interface ExplainedDatabase {
  /** Makes the steps one after the other in a transaction that is rolled back, and returns the statements of each. */
  explain(
    steps: readonly { readonly name: string; readonly run: (db: Db) => Promise<unknown> }[],
  ): Promise<ExplainedStep[]>;
  close(): Promise<void>;
}

/** A plan that reads whole tables again and again must not hold up the test: its statement is cancelled and named. */
const STATEMENT_TIMEOUT = '60s';
/** Has Postgres send the executed plan of each statement as a notice (documentation of `auto_explain`). */
const SETTINGS = {
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_format': 'json',
  'auto_explain.log_level': 'notice',
};

/** Opens one connection to a database, as a user who may load `auto_explain`. */
export async function openExplained(url: string): Promise<ExplainedDatabase> {
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  types.setTypeParser(pg.types.builtins.DATE, String);
  const client = new pg.Client({ connectionString: url, types });
  // Dropping the database ends it.
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`load 'auto_explain'`);
  for (const [name, value] of Object.entries({
    ...SETTINGS,
    statement_timeout: STATEMENT_TIMEOUT,
  })) {
    await client.query('select set_config($1, $2, false)', [name, value]);
  }
  const recorder = createRecorder(client);
  const connection = connectionOf(client, recorder);
  const pool = { connect: () => Promise.resolve(connection), end: () => client.end() };
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    plugins: [recorder.plugin],
  });
  return {
    async explain(steps) {
      const found: ExplainedStep[] = [];
      await client.query('begin');
      try {
        for (const { name, run } of steps) {
          recorder.clear();
          await client.query('savepoint before_step');
          const failure = await run(db).then(() => null, recorder.failureOf);
          // Ends the last statement, so that it is explained.
          await client.query(failure === null ? 'select' : 'rollback to savepoint before_step');
          found.push({ name, statements: recorder.statements(), failure });
        }
      } finally {
        await client.query('rollback');
      }
      return found;
    },
    close: () => db.destroy(),
  };
}

interface Recorder {
  readonly plugin: KyselyPlugin;
  /** Notes a statement before it is sent: Postgres explains it when the next one begins. */
  sends(text: string): void;
  statements(): ExplainedStatement[];
  failureOf: (error: unknown) => string;
  clear(): void;
}

function createRecorder(client: pg.Client): Recorder {
  let site = '';
  let sent: { readonly text: string; readonly site: string }[] = [];
  let statements: ExplainedStatement[] = [];
  client.on('notice', ({ message }) => {
    const explained = parsePlan(message ?? '');
    const at = explained ? sent.findIndex(({ text }) => text === explained.text) : -1;
    const [statement] = at < 0 ? [] : sent.splice(at, 1);
    if (statement && explained) statements.push({ ...statement, plan: explained.plan });
  });
  return {
    plugin: {
      // Kysely calls it in the same turn as `execute` was called, so that its caller is still on the stack.
      transformQuery({ node }) {
        site = callerInStore() ?? site;
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    },
    sends: (text) => sent.push({ text, site }),
    statements: () => statements,
    failureOf: (error) => `${site}: ${error instanceof Error ? error.message : String(error)}`,
    clear: () => {
      [sent, statements] = [[], []];
    },
  };
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The innermost line of the store on the stack. */
function callerInStore(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = stackTraceLimit;
  const frame = /(\/[^\s()]*\/src\/store\/[^\s():]+\.ts):(\d+)/.exec(stack);
  return frame ? `${path.relative(ROOT, frame[1]!)}:${frame[2]!}` : undefined;
}

/** The transactions of the store's functions become savepoints of the transaction that is rolled back. */
function connectionOf(client: pg.Client, recorder: Recorder): PostgresPoolClient {
  async function query<R>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    const command = inTransaction(text);
    if (command === text) recorder.sends(text);
    return (await client.query({ text: command, values: [...values] })) as unknown as PostgresQueryResult<R>;
  }
  return { query: query as PostgresPoolClient['query'], release: () => undefined };
}

function inTransaction(text: string): string {
  if (text === 'begin' || text.startsWith('start transaction')) return 'savepoint step';
  if (text === 'commit') return 'release savepoint step';
  if (text === 'rollback') return 'rollback to savepoint step';
  return text;
}
