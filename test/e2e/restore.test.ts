import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { apiChild, workerChild } from '../../scripts/stack/boxward.js';
import type { Child } from '../../scripts/stack/child.js';
import { eventuallyPasses } from '../../scripts/stack/eventually.js';
import { freshNamespace } from '../fixture/namespace.js';
import { connect, expectFilesMatch, untilScanned } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

let stack: RunningStack | undefined;
let others: Child[] = [];
let folder: string | undefined;
afterEach(async () => {
  await Promise.all(others.map((child) => child.stop()));
  others = [];
  await stack?.stop();
  stack = undefined;
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Runs `npm run admin -- reconcile` with these arguments; returns its exit code and what it printed. */
async function reconcile(env: Readonly<Record<string, string>>, ...args: string[]): Promise<[number, string]> {
  const command = spawn(process.execPath, ['--import', 'tsx', 'scripts/admin.ts', 'reconcile', ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = await Promise.all([text(command.stdout), once(command, 'exit')]);
  return [command.exitCode ?? -1, printed];
}

async function inServer(
  work: (query: (text: string) => Promise<unknown>, name: string) => Promise<void>,
): Promise<void> {
  const name = new URL(stack!.databaseUrl).pathname.slice(1);
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await work((statement) => client.query(statement), name);
  } finally {
    await client.end();
  }
}

/** Copies the database while nothing uses it. */
const backUp = () =>
  inServer((query, name) => query(`create database ${name}_backup template ${name}`).then(() => undefined));
/** Replaces the database by its copy. */
const restore = () =>
  inServer(async (query, name) => {
    await query(`drop database ${name} with (force)`);
    await query(`alter database ${name}_backup rename to ${name}`);
  });

async function stopBoxward(): Promise<void> {
  await Promise.all([stack!.api.stop(), stack!.worker.stop()]);
}
const startBoxward = () => Promise.all([stack!.api.start(), stack!.worker.start()]);

/** Edits, uploads and deletes files; returns when Boxward has scanned the changes. */
async function changeFiles(id: string): Promise<void> {
  const picked = await stack!.simulator.pick('file', 'n=12&seed=7');
  const changes = [{ type: 'delete' }, { type: 'edit' }, { type: 'share', access: 'open' }];
  await stack!.simulator.act(picked.map(({ id: fileId }, i) => ({ ...changes[i % changes.length], fileId })));
  await eventuallyPasses(() => expectFilesMatch(stack!, id));
}

async function expectEventsMatch(id: string): Promise<void> {
  const { backfill } = await stack!.boxward.getConnection(id);
  const truth = await stack!.simulator.truthEvents(backfill!.from, new Date(Date.now() + 60_000).toISOString());
  await eventuallyPasses(async () => {
    // The stream is read again from the oldest event that Box keeps, which may be before the backfill's.
    const stored = (await stack!.boxward.listActivities(id)).filter(({ occurredAt }) => occurredAt >= backfill!.from);
    expect(stored.map(({ eventId }) => eventId).sort()).toEqual(truth.map(({ eventId }) => eventId).sort());
  });
}

describe('a Postgres that is restored from before Temporal’s state', () => {
  it('is reconciled: the events and changes since the backup are found again', async () => {
    stack = await startStack({ users: 6, files: 120 });
    const id = await connect(stack, 'Restored');
    await untilScanned(stack, id);
    await stopBoxward();
    await backUp();
    expect(await reconcile(stack.env)).toEqual([0, 'Postgres and Temporal agree on all 1 connections.\n']);
    await startBoxward();
    await stack.boxward.createConnection('Created after the backup');
    await changeFiles(id);
    await stack.boxward.restartScan(id);
    await untilScanned(stack, id);
    await stopBoxward();
    await restore();

    const [code, printed] = await reconcile(stack.env);
    expect(code).toBe(1);
    expect(printed).toContain('Postgres has scan');
    expect(printed).toContain('is unknown to Postgres');
    expect((await reconcile(stack.env, '--mend'))[0]).toBe(0);
    await startBoxward();
    await eventuallyPasses(() => expectFilesMatch(stack!, id));
    await expectEventsMatch(id);
    await changeFiles(id);
    await stopBoxward();
    expect(await reconcile(stack.env)).toEqual([0, 'Postgres and Temporal agree on all 1 connections.\n']);
    await startBoxward();
  });
});

describe('a Temporal that is restored from before Postgres’ state', () => {
  it('gets its workflows again, and what changed meanwhile is found', async () => {
    stack = await startStack({ users: 6, files: 120 });
    const id = await connect(stack, 'Restored');
    await untilScanned(stack, id);
    await stopBoxward();
    const picked = await stack.simulator.pick('file', 'n=6&seed=3');
    await stack.simulator.act(picked.map((file) => ({ type: 'edit', fileId: file.id })));

    // Nothing is older than an empty Temporal.
    const env = { ...stack.env, TEMPORAL_NAMESPACE: await freshNamespace(stack.env['TEMPORAL_ADDRESS']!) };
    const [code, printed] = await reconcile(env);
    expect(code).toBe(1);
    expect(printed).toContain('The connection has no workflow in Temporal.');
    expect((await reconcile(env, '--mend'))[0]).toBe(0);
    folder = await mkdtemp(path.join(tmpdir(), 'boxward-restore-'));
    others = [apiChild(folder, env), workerChild(folder, env)];
    await Promise.all(others.map((child) => child.start()));
    await eventuallyPasses(() => expectFilesMatch(stack!, id));
    await expectEventsMatch(id);
    expect((await stack.boxward.getConnection(id)).status).toBe('connected');
    await changeFiles(id);
  });
});
