import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { StoredHealth } from '../../src/domain/health.js';
import { problem } from '../../src/domain/problems.js';
import { recordHealth, recordStatus } from '../../src/store/connections/connections.js';
import { readFacts } from '../../src/store/health/facts.js';
import { observationsOf, recordObservations, type ObservedBatch } from '../../src/store/health/observations.js';
import { deleteOldWorkers, listWorkers, reportWorker } from '../../src/store/health/workers.js';
import { insertConnection } from '../fixture/connection.js';
import { databaseWithConnection } from '../fixture/database-with-connection.js';

const database = databaseWithConnection();

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 27, 15, 0, second));
const batch = (change: Partial<ObservedBatch>): ObservedBatch => ({
  ...{ connectionId: 'c', part: 'box', succeededAt: null, failingSince: null, failedAt: null },
  ...{ failures: 0, problem: null, retryAt: null },
  ...change,
});
const failed = (since: number, failedAt: number, change: Partial<ObservedBatch> = {}): ObservedBatch =>
  batch({
    failingSince: at(since),
    failedAt: at(failedAt),
    failures: 1,
    problem: problem('box_unavailable'),
    ...change,
  });
const box = async () => (await observationsOf(database.db, ['c'])).get('c')?.box;

describe('what was observed', () => {
  it('fails since the first failure after the last success, over many batches', async () => {
    await recordObservations(database.db, [batch({ succeededAt: at(1) })]);
    await recordObservations(database.db, [failed(2, 3)]);
    await recordObservations(database.db, [failed(5, 6)]);
    expect(await box()).toMatchObject({ succeededAt: at(1), failingSince: at(2), failedAt: at(6), failures: 2 });
    await recordObservations(database.db, [batch({ succeededAt: at(7) })]);
    expect(await box()).toMatchObject({ succeededAt: at(7), failingSince: null, failures: 0, problem: null });
  });

  it('begins to fail again if a batch has a success before its failures', async () => {
    await recordObservations(database.db, [failed(2, 3)]);
    await recordObservations(database.db, [failed(9, 10, { succeededAt: at(8) })]);
    expect(await box()).toMatchObject({ succeededAt: at(8), failingSince: at(9), failures: 1 });
  });

  it('keeps the latest success when a slower process records an earlier one', async () => {
    await recordObservations(database.db, [batch({ succeededAt: at(7) })]);
    await recordObservations(database.db, [batch({ succeededAt: at(5) })]);
    expect(await box()).toMatchObject({ succeededAt: at(7), failingSince: null });
  });

  it('is passed over for a connection that is unknown or disconnected', async () => {
    await insertConnection(database.db, 'gone', { status: 'disconnected' });
    await recordObservations(database.db, [
      failed(2, 3, { connectionId: 'gone' }),
      failed(2, 3, { connectionId: 'x' }),
    ]);
    expect((await observationsOf(database.db, ['gone', 'x'])).size).toBe(0);
  });
});

describe('the stored health', () => {
  it('is replaced by one of two processes that see the same change', async () => {
    const healthy: StoredHealth = { state: 'healthy', since: at(1).toISOString(), reasons: [] };
    const stalled: StoredHealth = { state: 'stalled', since: at(2).toISOString(), reasons: [] };
    expect(await recordHealth(database.db, 'c', { from: null, to: healthy })).toBe(true);
    const changes = [1, 2].map(() => recordHealth(database.db, 'c', { from: healthy, to: stalled }));
    expect((await Promise.all(changes)).sort()).toEqual([false, true]);
    expect((await readFacts(database.db, ['c']))[0]?.stored).toEqual(stalled);
  });
});

describe('the facts of a connection', () => {
  it('count active users who are skipped, and not deactivated ones', async () => {
    const user = { connection_id: 'c', name: '', role: 'user' as const, status: 'active', generation: 1 };
    await database.db
      .insertInto('box_users')
      .values([
        { ...user, user_id: '1', login: 'a', left_out: JSON.stringify(problem('user_inactive')) },
        { ...user, user_id: '2', login: 'b', left_out: JSON.stringify(problem('user_not_impersonable')) },
        { ...user, user_id: '3', login: 'c', left_out: null },
      ])
      .execute();
    expect((await readFacts(database.db, 'live'))[0]?.facts.scan.skippedUsers).toBe(1);
  });

  it('keep the time of a status until it changes', async () => {
    await recordStatus(database.db, 'c', 'testing', null);
    const since = async () => (await readFacts(database.db, ['c']))[0]?.facts.statusSince;
    const first = await since();
    await recordStatus(database.db, 'c', 'testing', problem('box_unavailable'));
    expect(await since()).toEqual(first);
    await recordStatus(database.db, 'c', 'connected', null);
    expect(await since()).not.toEqual(first);
  });
});

describe('workers', () => {
  it('are seen by the clock of Postgres, and forgotten after a day', async () => {
    const worker = { version: '1', startedAt: at(0), temporalFailingSince: null, keyIds: ['k'] };
    await reportWorker(database.db, { ...worker, id: 'a', state: 'running' });
    await reportWorker(database.db, { ...worker, id: 'a', state: 'draining' });
    await reportWorker(database.db, { ...worker, id: 'old', state: 'running' });
    await sql`update workers set seen_at = now() - interval '25 hours' where id = 'old'`.execute(database.db);
    await deleteOldWorkers(database.db);
    const { now, workers } = await listWorkers(database.db);
    expect(workers.map(({ id, state, keyIds }) => ({ id, state, keyIds }))).toEqual([
      { id: 'a', state: 'draining', keyIds: ['k'] },
    ]);
    expect(now.getTime() - (workers[0]?.seenAt.getTime() ?? 0)).toBeLessThan(30_000);
    await sql`delete from workers`.execute(database.db);
    expect((await listWorkers(database.db)).workers).toEqual([]);
  });
});
