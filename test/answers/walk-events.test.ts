import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConnectionState } from '../../src/store/connections/connections.js';
import { ROWS, titleOf, type Row } from './rows.js';
import { CONNECTION, openEnterprise, type Enterprise } from './support/enterprise.js';
import { codeOf, hasGrant } from './support/scan.js';

let enterprise: Enterprise;
beforeAll(async () => {
  enterprise = await openEnterprise({ users: 4, files: 20 });
});
afterAll(() => enterprise.close());
beforeEach(async () => {
  await enterprise.simulator.clearFaults();
  const none = { backfill: null, event_stream: null };
  await enterprise.db.updateTable('connections').set(none).where('id', '=', CONNECTION).execute();
});

const STREAMS = { stream: 'admin_logs_streaming', log: 'admin_logs' } as const;
/** The most calls of an activity that Temporal makes here. */
const ATTEMPTS = 3;
const whole = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString();

/** One page of the stream after a position, or of the log of the last hour. */
function reader(call: 'stream' | 'log', position: string): (attempt: number) => Promise<unknown> {
  if (call === 'stream') {
    return (attempt) => enterprise.run('pollStream', { connectionId: CONNECTION, position }, attempt);
  }
  const period = { from: whole(Date.now() - 3_600_000), to: whole(Date.now() + 60_000), position: null };
  return (attempt) => enterprise.run('readLogPage', { connectionId: CONNECTION, ...period }, attempt);
}

/** Calls until a call succeeds; returns the problems of those that failed. */
async function readUntilDone(read: (attempt: number) => Promise<unknown>): Promise<string[]> {
  const failures: string[] = [];
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      await read(attempt);
      break;
    } catch (error) {
      failures.push(codeOf(error));
    }
  }
  return failures;
}

async function recordedProblem(call: 'stream' | 'log'): Promise<string | null> {
  const state = await readConnectionState(enterprise.db, CONNECTION);
  return (call === 'stream' ? state?.eventStream?.problem?.code : state?.backfill?.problem?.code) ?? null;
}

async function isStored(eventId: string): Promise<boolean> {
  const { rows } =
    await sql`select from activities where connection_id = ${CONNECTION} and event_id = ${eventId}`.execute(
      enterprise.db,
    );
  return rows.length === 1;
}

async function walk(row: Row & { readonly call: 'stream' | 'log' }): Promise<void> {
  const { call, answer, times, then } = row;
  const { position } = await enterprise.run('anchorEventStream', { connectionId: CONNECTION });
  const [file] = await enterprise.simulator.pick('file', 'n=1');
  const [edit] = await enterprise.simulator.act([{ type: 'edit', fileId: file!.id }]);
  const read = reader(call, position);
  const count = times === 'once' ? { count: 1 } : {};
  await enterprise.simulator.fault({ ...answer.fault, ...count, stream: STREAMS[call] });
  const failures = await readUntilDone(read);
  const [fault] = await enterprise.simulator.faults();
  expect(fault!.hits).toBeGreaterThan(0);
  expect(failures.length).toBe(then === 'retried' ? 1 : then === 'renewed' ? 0 : ATTEMPTS);
  if (then !== 'retried' && then !== 'renewed') {
    expect(await isStored(edit!.eventId!)).toBe(false);
    expect(await recordedProblem(call)).toBe(row.problem);
  }
  await enterprise.simulator.clearFaults();
  expect(await readUntilDone(read)).toEqual([]);
  expect({
    isStored: await isStored(edit!.eventId!),
    problem: await recordedProblem(call),
    hasGrant: await hasGrant(enterprise),
  }).toEqual({ isStored: true, problem: null, hasGrant: true });
}

describe('an answer to a call for events', () => {
  const rows = ROWS.flatMap((row) => (row.call === 'stream' || row.call === 'log' ? [{ ...row, call: row.call }] : []));
  it.each(rows.map((row) => [titleOf(row), row] as const))('%s', (_title, row) => walk(row));
});
