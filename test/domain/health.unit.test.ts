import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BACKFILL_STATES, CONNECTION_STATUSES, COVERAGES, EVENT_STREAM_STATES } from '../../src/domain/connection.js';
import {
  HEALTH_CODES,
  HEALTH_STATES,
  healthOf,
  OBSERVED_PARTS,
  toStored,
  type ConnectionFacts,
  type DeploymentFacts,
  type Observation,
} from '../../src/domain/health.js';
import { spanOf } from '../../src/domain/health-finding.js';
import { problem } from '../../src/domain/problems.js';
import { SCAN_STATES } from '../../src/domain/scan.js';

const NOW = new Date('2026-11-27T15:50:00.000Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);
const succeeded = (seconds: number): Observation => ({
  succeededAt: ago(seconds),
  failingSince: null,
  failedAt: null,
  failures: 0,
  problem: null,
  retryAt: null,
});
const failing = (seconds: number, code: Parameters<typeof problem>[0], retryIn: number | null = null): Observation => ({
  succeededAt: ago(seconds + 5),
  failingSince: ago(seconds),
  failedAt: ago(1),
  failures: 3,
  problem: problem(code),
  retryAt: retryIn === null ? null : ago(-retryIn),
});

/** An hour after consent, everything was observed a moment ago. */
const WELL: ConnectionFacts = {
  status: 'connected',
  statusReason: null,
  statusSince: ago(3_500),
  createdAt: ago(4_000),
  connectedAt: ago(3_600),
  disconnectRequestedAt: null,
  disconnectedAt: null,
  coverage: 'full',
  lastTest: { failedChecks: 0, finishedAt: ago(3_500) },
  eventStream: { state: 'following' },
  backfill: { state: 'done' },
  scan: {
    state: 'running',
    startedAt: ago(600),
    endedAt: null,
    areUsersListed: true,
    hasPendingFolders: true,
    parkedFolders: 0,
    parkedItems: 0,
    parkedSince: null,
    skippedUsers: 0,
  },
  missingKeyId: null,
  observed: { box: succeeded(1), listing: succeeded(1), stream: succeeded(4), slices: succeeded(3) },
};
const UP: DeploymentFacts = {
  workers: [{ state: 'running', seenAt: ago(5), temporalFailingSince: null }],
  temporalFailingSince: null,
  postgresFailingSince: null,
  areMigrationsPending: false,
  observedSince: ago(7_200),
  pollMaxMs: 10_000,
  scanIntervalMs: 24 * 3_600_000,
};

const judge = (facts: Partial<ConnectionFacts> = {}, deployment: Partial<DeploymentFacts> = {}) =>
  healthOf({ ...WELL, ...facts }, { ...UP, ...deployment }, null, NOW);
const codes = (...args: Parameters<typeof judge>) => judge(...args).reasons.map(({ code }) => code);
const observed = (parts: ConnectionFacts['observed']) => ({ observed: { ...WELL.observed, ...parts } });
const scan = (change: Partial<ConnectionFacts['scan']>) => ({ scan: { ...WELL.scan, ...change } });

describe('a connection', () => {
  it('is healthy if everything was observed to work', () => {
    expect(judge()).toMatchObject({ state: 'healthy', reasons: [] });
  });

  it('is stalled without a worker that reports, and says for how long', () => {
    const workers = [{ state: 'running' as const, seenAt: ago(200), temporalFailingSince: null }];
    const health = judge({}, { workers });
    expect(health.state).toBe('stalled');
    expect(health.reasons[0]).toMatchObject({ code: 'no_worker', since: ago(200).toISOString() });
    expect(health.reasons[0]?.message).toMatch(/^No worker for 3 min/);
    expect(codes({}, { workers: [] })).toEqual(['no_worker']);
    expect(codes({}, { workers: [{ state: 'stopped', seenAt: ago(1), temporalFailingSince: null }] })).toEqual([
      'no_worker',
    ]);
  });

  it('is stalled if Temporal is unreachable for every worker, or for this process if no worker works', () => {
    const failing = { temporalFailingSince: ago(15) };
    expect(codes({}, failing)).toEqual([]);
    expect(codes({}, { ...failing, workers: [] })).toEqual(['temporal_unreachable', 'no_worker']);
    const cutOff = { state: 'running' as const, seenAt: ago(5), temporalFailingSince: ago(30) };
    expect(codes({}, { workers: [cutOff] })).toEqual(['temporal_unreachable']);
    expect(codes({}, { workers: [cutOff, ...UP.workers] })).toEqual([]);
  });

  it('says what answers instead of Box, and requires an action if Box rejects our app', () => {
    const answer = 'status 403 with an HTML page';
    const blocked = { ...failing(200, 'blocked_on_the_way'), problem: problem('blocked_on_the_way', { answer }) };
    const { reasons } = judge(observed({ box: blocked }));
    expect(reasons[0]).toMatchObject({ code: 'blocked_on_the_way', state: 'stalled' });
    expect(reasons[0]?.message).toContain(`(${answer}).`);
    for (const code of ['app_disabled_by_admin', 'app_credentials_rejected'] as const) {
      const rejected = judge(observed({ box: failing(200, code) }));
      expect(rejected).toMatchObject({ state: 'action_required', reasons: [{ code: 'app_rejected' }] });
      expect(rejected.reasons[0]?.remedy).toBe(problem(code).remedy);
    }
  });

  it('says only what is known while Postgres is unreachable', () => {
    expect(codes({}, { postgresFailingSince: ago(1), workers: [] })).toEqual(['postgres_unreachable']);
  });

  it('is stalled once no call to Box has succeeded for 20 seconds', () => {
    expect(codes(observed({ box: failing(10, 'box_unavailable') }))).toEqual([]);
    const health = judge(observed({ box: failing(200, 'box_unavailable'), stream: failing(200, 'box_unavailable') }));
    expect(health).toMatchObject({ state: 'stalled', reasons: [{ code: 'box_unreachable' }] });
    expect(health.reasons).toHaveLength(1);
    expect(health.reasons[0]?.message).toContain('unreachable since 15:46 UTC');
  });

  it('is degraded while Box throttles, and says when the next call is made', () => {
    const health = judge(observed({ listing: failing(5, 'box_rate_limited', 18) }));
    expect(health).toMatchObject({ state: 'degraded', reasons: [{ code: 'box_throttling' }] });
    expect(health.reasons[0]?.message).toBe('Box throttles us: next call in 18 s.');
    expect(codes(observed({ listing: failing(2, 'box_rate_limited', 1) }))).toEqual([]);
    expect(codes(observed({ listing: failing(60, 'box_rate_limited') }))).toEqual(['box_throttling']);
  });

  it('tells the event log from Box: the scan goes on', () => {
    expect(judge(observed({ stream: failing(30, 'box_unavailable') }))).toMatchObject({
      state: 'degraded',
      reasons: [{ code: 'events_unavailable' }],
    });
  });

  it('reports polls that are missing without any error', () => {
    expect(codes(observed({ stream: succeeded(50) }))).toEqual(['events_behind']);
    expect(codes(observed({ stream: succeeded(40) }))).toEqual([]);
  });

  it('is not healthy before the first poll', () => {
    const noPoll = { observed: { box: succeeded(1), listing: succeeded(1) }, eventStream: null };
    expect(codes({ ...noPoll, connectedAt: ago(20) })).toEqual(['starting']);
    expect(codes(noPoll)).toEqual(['events_behind']);
  });

  it('reports a scan that has work and makes no progress', () => {
    const quiet = observed({ listing: succeeded(50), slices: succeeded(50) });
    expect(judge(quiet)).toMatchObject({ state: 'stalled', reasons: [{ code: 'scan_stuck' }] });
    expect(codes({ ...quiet, ...scan({ hasPendingFolders: false }) })).toEqual([]);
    expect(codes({ ...quiet, ...scan({ state: 'idle', endedAt: ago(30) }) })).toEqual([]);
    expect(codes(observed({ slices: failing(50, 'internal_error') }))).toEqual(['scan_stuck']);
    expect(codes(scan({ state: 'waiting' }))).toEqual(['scan_stuck']);
  });

  it('reports a scheduled scan that does not begin', () => {
    expect(codes(scan({ state: 'idle', endedAt: ago(25 * 3_600) }))).toEqual(['scan_overdue']);
    expect(codes(scan({ state: 'idle', endedAt: ago(24 * 3_600 + 60) }))).toEqual([]);
  });

  it('says what is missing although everything works', () => {
    expect(judge(scan({ parkedFolders: 3, parkedItems: 1 })).reasons[0]?.message).toMatch(
      /^3 folders and 1 changed item /,
    );
    expect(codes(scan({ skippedUsers: 1 }))).toEqual(['coverage_reduced']);
    expect(codes({ coverage: 'limited' })).toEqual(['coverage_reduced']);
    const calls = { box: succeeded(1), listing: succeeded(1) };
    expect(codes({ coverage: 'own_files', eventStream: null, observed: calls })).toEqual(['coverage_reduced']);
    expect(codes({ lastTest: { failedChecks: 1, finishedAt: ago(60) } })).toEqual(['test_failed']);
  });

  it('requires an action for a key that is missing, and leaves out what follows from it', () => {
    const health = judge({ missingKeyId: 'k1', ...observed({ box: failing(300, 'internal_error') }) });
    expect(health).toMatchObject({ state: 'action_required', reasons: [{ code: 'encryption_key_missing' }] });
    expect(health.reasons).toHaveLength(1);
    expect(codes(observed({ box: failing(1, 'encryption_key_missing') }))).toEqual(['encryption_key_missing']);
  });

  it('requires an action for consent, and puts it before a missing worker', () => {
    expect(codes({ status: 'needs_reauthorization' }, { workers: [] })).toEqual([
      'reauthorization_required',
      'no_worker',
    ]);
    const rejected = { status: 'needs_reauthorization' as const, statusReason: problem('app_disabled_by_admin') };
    expect(judge(rejected).reasons[0]).toMatchObject({ code: 'app_rejected', state: 'action_required' });
    expect(codes({ status: 'awaiting_consent' })).toEqual(['waiting_for_consent']);
  });

  it('is stalled when connecting takes more than a minute, with the reason', () => {
    const testing = {
      status: 'testing' as const,
      statusSince: ago(70),
      ...observed({ test: failing(60, 'box_unavailable') }),
    };
    expect(judge(testing)).toMatchObject({ state: 'stalled', reasons: [{ code: 'connecting' }] });
    expect(judge(testing).reasons[0]?.message).toContain(problem('box_unavailable').message);
    expect(judge({ ...testing, statusSince: ago(10) }).state).toBe('degraded');
  });

  it('is never healthy once it is disconnected, whatever the deployment does', () => {
    expect(codes({ status: 'disconnected', disconnectedAt: ago(60) }, { workers: [] })).toEqual(['disconnected']);
  });

  it('keeps `since` as long as its state lasts', () => {
    const stored = toStored(judge({}, { workers: [] }));
    const later = healthOf({ ...WELL, ...observed({ box: failing(30, 'box_unavailable') }) }, UP, stored, NOW);
    expect(later).toMatchObject({ state: 'stalled', since: UP.observedSince.toISOString() });
    expect(healthOf(WELL, UP, stored, NOW).since).toBe(NOW.toISOString());
    const paused = {
      state: 'degraded' as const,
      since: ago(90).toISOString(),
      reasons: [{ code: 'scan_paused' as const, since: ago(90).toISOString() }],
    };
    expect(healthOf({ ...WELL, ...scan({ state: 'paused' }) }, UP, paused, NOW).reasons[0]?.since).toBe(paused.since);
  });
});

describe('the words of a duration', () => {
  it.each([
    [-5, '0 s'],
    [17_600, '18 s'],
    [59_999, '60 s'],
    [200_000, '3 min'],
    [7_500_000, '2 h 5 min'],
    [7_200_000, '2 h'],
    [3 * 86_400_000, '3 d'],
  ])('%i ms: %s', (ms, words) => expect(spanOf(ms)).toBe(words));
});

const time = fc.integer({ min: -30, max: 7_200 }).map(ago);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value);
const problems = fc
  .constantFrom(...(['box_unavailable', 'box_rate_limited', 'internal_error', 'box_forbidden'] as const))
  .map((code) => problem(code));
const observation: fc.Arbitrary<Observation> = fc
  .record({ succeededAt: maybe(time), failingSince: maybe(time), retryAt: maybe(time), problem: problems })
  .map((each) => ({
    ...each,
    failedAt: each.failingSince,
    failures: 1,
    problem: each.failingSince ? each.problem : null,
  }));
const anyFacts: fc.Arbitrary<ConnectionFacts> = fc.record({
  status: fc.constantFrom(...CONNECTION_STATUSES),
  statusReason: maybe(problems),
  statusSince: time,
  createdAt: time,
  connectedAt: maybe(time),
  disconnectRequestedAt: maybe(time),
  disconnectedAt: maybe(time),
  coverage: maybe(fc.constantFrom(...COVERAGES)),
  lastTest: maybe(fc.record({ failedChecks: fc.nat(2), finishedAt: time })),
  eventStream: maybe(fc.record({ state: fc.constantFrom(...EVENT_STREAM_STATES) })),
  backfill: maybe(fc.record({ state: fc.constantFrom(...BACKFILL_STATES) })),
  scan: fc.record({
    state: fc.constantFrom(...SCAN_STATES),
    startedAt: maybe(time),
    endedAt: maybe(time),
    areUsersListed: fc.boolean(),
    hasPendingFolders: fc.boolean(),
    parkedFolders: fc.nat(2),
    parkedItems: fc.nat(2),
    parkedSince: maybe(time),
    skippedUsers: fc.nat(2),
  }),
  missingKeyId: maybe(fc.constant('k')),
  observed: fc.dictionary(fc.constantFrom(...OBSERVED_PARTS, 'stream', 'backfill'), observation),
});
const anyDeployment: fc.Arbitrary<DeploymentFacts> = fc.record({
  workers: fc.array(
    fc.record({
      state: fc.constantFrom('running', 'draining', 'stopped'),
      seenAt: time,
      temporalFailingSince: maybe(time),
    }),
    { maxLength: 2 },
  ),
  temporalFailingSince: maybe(time),
  postgresFailingSince: maybe(time),
  areMigrationsPending: fc.boolean(),
  observedSince: time,
  pollMaxMs: fc.constantFrom(1_000, 60_000),
  scanIntervalMs: fc.constant(3_600_000),
});

describe('the health of any connection', () => {
  it('has the state of its worst reason, the worst first, and nothing in the future', () => {
    fc.assert(
      fc.property(anyFacts, anyDeployment, (facts, deployment) => {
        const { state, since, reasons } = healthOf(facts, deployment, null, NOW);
        expect(state).toBe(reasons[0]?.state ?? 'healthy');
        const ranks = reasons.map((reason) => [
          HEALTH_STATES.indexOf(reason.state),
          -HEALTH_CODES.indexOf(reason.code),
        ]);
        expect(ranks).toEqual([...ranks].sort(([a, b], [c, d]) => c! - a! || d! - b!));
        for (const each of [since, ...reasons.map((reason) => reason.since)])
          expect(Date.parse(each)).toBeLessThanOrEqual(NOW.getTime());
        expect(new Set(reasons.map(({ code }) => code)).size).toBe(reasons.length);
      }),
    );
  });

  it('is healthy only if a worker, a poll and the scan were observed to work', () => {
    fc.assert(
      fc.property(anyFacts, anyDeployment, (facts, deployment) => {
        if (healthOf(facts, deployment, null, NOW).state !== 'healthy') return;
        expect(facts.status).toBe('connected');
        expect(deployment.workers.some(({ state, seenAt }) => state === 'running' && seenAt > ago(30))).toBe(true);
        const { stream } = facts.observed;
        const limit = ago(Math.max(45, (3 * deployment.pollMaxMs) / 1_000));
        const polled = stream?.succeededAt && stream.succeededAt > limit;
        expect(polled || facts.coverage === 'own_files').toBe(true);
        expect(['running', 'idle']).toContain(facts.scan.state);
      }),
      { numRuns: 2_000 },
    );
  });
});
