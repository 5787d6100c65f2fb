/** Two worker processes on one enterprise make their calls to Box at one pace, whatever happens to one of them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workerChild } from '../../scripts/stack/boxward.js';
import type { Child } from '../../scripts/stack/child.js';
import { eventually } from '../../scripts/stack/eventually.js';
import { freePort } from '../../scripts/stack/ports.js';
import { borrowedMs, HORIZON_MS } from '../../src/domain/call-pace.js';
import { openDatabase } from '../../src/store/sql/postgres.js';
import { watchCalls, type CallWatch } from './support/call-watch.js';
import { connect } from './support/scenario.js';
import { startStack, type RunningStack } from './support/start.js';

/** Box allows 600 calls a minute, and Boxward keeps just below. */
const ALLOWED = 600;
const PACE = 585;
const PER_SECOND = PACE / 60;
const SPACING_MS = 60_000 / PACE;
/**
 * How many calls more than the pace may be counted in any part of the time: those of a second, which a process that was
 * held up makes late, the slots that a live call may use early (1.25 % of a minute's), and one of each process.
 */
const MORE_AT_MOST = Math.ceil(PER_SECOND + PACE * 0.0125) + 2;
/** For how long the calls are counted. */
const COUNTED_MS = 12_000;
/** For how long Box has the user wait after the 429. */
const WAIT_MS = 12_000;
/** A call may be under way when another process learns of a 429, and slots that were given before lapse. */
const LEARNS_WITHIN_MS = 2_000;

let stack: RunningStack;
let other: Child;
let folder: string;
let id: string;
let calls: CallWatch;
/** The users with the most folders, whose calls are watched. */
let busy: string;
let beside: string;
const metrics = { first: '', second: '' };

beforeAll(async () => {
  metrics.first = `127.0.0.1:${await freePort()}`;
  metrics.second = `127.0.0.1:${await freePort()}`;
  stack = await startStack({
    users: 4,
    files: 3_600,
    // A folder for each file: a folder costs a call.
    filesPerFolder: 1,
    seed: 3,
    latencyMs: 50,
    env: { BOX_REQUESTS_PER_MINUTE_PER_USER: String(PACE), BOXWARD_WORKER_METRICS_LISTEN: metrics.first },
  });
  folder = await mkdtemp(path.join(tmpdir(), 'boxward-pace-'));
  other = workerChild(folder, { ...stack.env, BOXWARD_WORKER_METRICS_LISTEN: metrics.second }, 'worker-2');
  await other.start();
  const users = (await stack.simulator.truthUsers())
    .filter(({ status, role }) => status === 'active' && role !== 'admin')
    .sort((a, b) => b.files - a.files);
  [busy, beside] = [users[0]!.userId, users[1]!.userId];
  calls = watchCalls(stack.simulator);
  // After a quiet time Box allows a minute's calls at once, which would hide that the pace is exceeded.
  await stack.simulator.settings({ rateLimitPerMinute: ALLOWED });
  // The backfill's rescans are live calls, which may be made in a burst.
  await stack.simulator.fault({ kind: '503', stream: 'admin_logs' });
  id = await connect(stack, 'Together');
}, 300_000);
afterAll(async () => {
  await calls.stop();
  await other.stop();
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
}, 120_000);

/** The calls that a worker process has made. */
async function callsOf(address: string): Promise<number> {
  const text = await (await fetch(`http://${address}/metrics`)).text();
  const counts = [...text.matchAll(/^boxward_box_calls_total\{[^}]*\} (\d+)/gm)].map(([, count]) => Number(count));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Waits until the watch has seen this much time from now on; returns the calls of both users, and all that were refused. */
async function during(ms: number): Promise<{ made: number; beside: number; refused: number }> {
  const from = Date.now();
  await calls.until(from + ms);
  const of = (name: string) => calls.between(name, from, from + ms);
  return { made: of(busy), beside: of(beside), refused: of('429') };
}

describe('two workers that scan one enterprise', () => {
  it('both make calls, and together no more than the pace of a user', async () => {
    for (const address of Object.values(metrics)) {
      await eventually(
        () => callsOf(address),
        (made) => made > 20,
        { timeoutMs: 120_000 },
      );
    }
    const { made, refused } = await during(COUNTED_MS);
    expect(made).toBeGreaterThan(0);
    expect(refused).toBe(0);
    expect(calls.most(busy, PER_SECOND)).toBeLessThanOrEqual(MORE_AT_MOST);
  }, 240_000);

  it('both wait as long as Box requests after one of them was answered 429, and scan the other users meanwhile', async () => {
    await stack.simulator.fault({ kind: '429', userId: busy, count: 1, ms: WAIT_MS });
    await eventually(
      () => Promise.resolve(calls.now('429')),
      (refused) => refused > 0,
    );
    await calls.until(Date.now() + LEARNS_WITHIN_MS);
    const waiting = await during(WAIT_MS - 2 * LEARNS_WITHIN_MS);
    expect(waiting.made).toBe(0);
    expect(waiting.beside).toBeGreaterThan(0);
    // Afterwards at half the pace, which recovers within two minutes.
    const before = calls.now(busy);
    await eventually(
      () => Promise.resolve(calls.now(busy)),
      (made) => made > before,
    );
    const after = await during(COUNTED_MS);
    expect(after.made).toBeLessThanOrEqual((COUNTED_MS / 1_000) * PER_SECOND * 0.6 + MORE_AT_MOST);
  }, 120_000);

  it('leave no slots behind when one is killed: the other continues', async () => {
    await other.kill();
    const db = openDatabase(stack.databaseUrl, { maxConnections: 1 });
    const { rows } = await sql<{ user_id: string; ahead: number }>`
      select user_id, (next_at - extract(epoch from now()) * 1000)::float8 as ahead from box_pace
      where connection_id = ${id} and blocked_until < extract(epoch from now()) * 1000`.execute(db);
    await db.destroy();
    expect(rows.length).toBeGreaterThan(0);
    // At most at a fifth of the pace.
    for (const { ahead } of rows) {
      expect(ahead).toBeLessThanOrEqual(HORIZON_MS + borrowedMs(SPACING_MS) + 5 * SPACING_MS);
    }
    const before = await callsOf(metrics.first);
    await eventually(
      () => callsOf(metrics.first),
      (made) => made > before + 20,
    );
    expect(calls.most(busy, PER_SECOND)).toBeLessThanOrEqual(MORE_AT_MOST);
  }, 120_000);
});
