import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BACKFILL_STATES, CONNECTION_STATUSES, COVERAGES, EVENT_STREAM_STATES } from '../../src/domain/connection.js';
import {
  compareHealth,
  deploymentHealthOf,
  HEALTH_CODES,
  HEALTH_STATES,
  healthOf,
  OBSERVED_PARTS,
  toStored,
  type ConnectionFacts,
  type DeploymentFacts,
  type Health,
  type Observation,
} from '../../src/domain/health.js';
import { effectiveCoverage } from '../../src/domain/coverage.js';
import { clockOf, spanOf } from '../../src/domain/health-finding.js';
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
    unreadableEntries: 0,
    endlessListings: 0,
    usersListingIncomplete: false,
    unseenSince: null,
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

  it('changes its reasons exactly at each limit, and not a moment before', () => {
    const worker = (seconds: number) => ({
      workers: [{ state: 'running' as const, seenAt: ago(seconds), temporalFailingSince: null }],
    });
    const cutOff = (seconds: number) => ({
      workers: [{ state: 'running' as const, seenAt: ago(5), temporalFailingSince: ago(seconds) }],
    });
    const quiet = (seconds: number) => observed({ listing: succeeded(seconds), slices: succeeded(seconds) });
    const completing = (seconds: number) => ({
      ...quiet(seconds),
      ...scan({ hasPendingFolders: false, startedAt: ago(1_000) }),
    });
    const unlisted = (seconds: number) => ({
      ...completing(seconds),
      ...scan({ areUsersListed: false, hasPendingFolders: false }),
    });
    const begun = (seconds: number) => ({ ...quiet(3_000), ...scan({ startedAt: ago(seconds) }) });
    const idle = (seconds: number) => scan({ state: 'idle', endedAt: ago(24 * 3_600 + seconds) });
    const limits: [string, number, (seconds: number) => Parameters<typeof judge>, string[]][] = [
      ['a worker reports', 30, (at) => [{}, worker(at)], []],
      ['Temporal is reachable', 10, (at) => [{}, cutOff(at)], []],
      ['Box fails', 20, (at) => [observed({ box: failing(at, 'box_unavailable') })], []],
      ['Box throttles', 10, (at) => [observed({ listing: failing(at, 'box_rate_limited') })], []],
      ['the stream fails', 20, (at) => [observed({ stream: failing(at, 'box_unavailable') })], []],
      [
        'the backfill fails',
        20,
        (at) => [{ backfill: null, ...observed({ backfill: failing(at, 'box_unavailable') }) }],
        [],
      ],
      ['no poll', 45, (at) => [observed({ stream: succeeded(at) })], []],
      ['no poll of a slow stream', 90, (at) => [observed({ stream: succeeded(at) }), { pollMaxMs: 30_000 }], []],
      ['rescans fail', 30, (at) => [observed({ express: failing(at, 'internal_error') })], []],
      ['slices fail', 45, (at) => [observed({ slices: failing(at, 'internal_error') })], []],
      ['no page of the scan', 45, (at) => [quiet(at)], []],
      ['no page since the scan began', 45, (at) => [begun(at)], []],
      ['a scan completes', 600, (at) => [completing(at)], []],
      ['no page while users are listed', 45, (at) => [unlisted(at)], []],
      ['the next scan is due', 600, (at) => [idle(at)], []],
      ['the first scan begins', 60, (at) => [{ ...scan({ state: 'waiting' }), connectedAt: ago(at) }], ['starting']],
    ];
    for (const [what, limit, at, before] of limits) {
      expect(codes(...at(limit - 0.001)), `${what}: just before ${limit} s`).toEqual(before);
      const then = codes(...at(limit));
      expect(then, `${what}: after ${limit} s`).toHaveLength(1);
      expect(then, what).not.toEqual(before);
    }
  });

  it('does not hold a wait for Box against the scan, the events or the rescans', () => {
    const parts = { listing: failing(50, 'box_rate_limited'), slices: failing(50, 'internal_error') };
    const late = { stream: failing(50, 'box_rate_limited'), express: failing(50, 'internal_error') };
    expect(codes(observed({ ...parts, ...late }))).toEqual(['box_throttling']);
    expect(codes({ ...observed(parts), ...scan({ state: 'waiting' }) })).toEqual(['box_throttling']);
  });

  it('waits for the longest of several pauses of Box, since the first of them', () => {
    const [reason] = judge(
      observed({ listing: failing(20, 'box_rate_limited', 30), stream: failing(40, 'box_rate_limited', 5) }),
    ).reasons;
    expect(reason).toMatchObject({ code: 'box_throttling', since: ago(40).toISOString() });
    expect(reason?.message).toContain('next call in 30 s');
  });

  it.each(['consent_denied', 'consent_expired', 'awaiting_consent'] as const)(
    'says why it waits for consent, if that is known: %s',
    (status) => {
      const reason = problem('app_disabled_by_admin');
      const [known] = judge({ status, statusReason: reason }).reasons;
      expect(known).toMatchObject({ code: 'waiting_for_consent', message: reason.message, remedy: reason.remedy });
      const [unknown] = judge({ status }).reasons;
      expect(unknown).toMatchObject({
        code: 'waiting_for_consent',
        state: 'action_required',
        since: ago(3_500).toISOString(),
      });
      expect(unknown?.message).not.toBe(reason.message);
    },
  );

  it('is being disconnected since that was requested, whatever else fails', () => {
    const asked = { disconnectRequestedAt: ago(30), ...observed({ box: failing(300, 'box_unavailable') }) };
    expect(judge(asked)).toMatchObject({
      state: 'degraded',
      reasons: [{ code: 'disconnecting', since: ago(30).toISOString() }],
    });
    expect(judge(asked).reasons).toHaveLength(1);
  });

  it('is stalled by Box while it connects, and by a missing key', () => {
    const connecting = { status: 'connecting' as const, statusSince: ago(30) };
    expect(codes({ ...connecting, ...observed({ box: failing(30, 'box_unavailable') }) })).toEqual(
      expect.arrayContaining(['box_unreachable', 'connecting']),
    );
    expect(codes({ ...connecting, missingKeyId: 'k', ...observed({ box: failing(30, 'box_unavailable') }) })).toEqual(
      expect.not.arrayContaining(['box_unreachable']),
    );
  });

  it('says that its account may not read events, and what to do about it', () => {
    const [reason] = judge({ eventStream: { state: 'unavailable' }, backfill: { state: 'unavailable' } }).reasons;
    const { message, remedy } = problem('events_not_permitted');
    expect(reason).toMatchObject({ code: 'events_unavailable', state: 'degraded', message, remedy });
    expect(reason?.since).toBe(ago(3_600).toISOString());
  });

  it('does not report a backfill that is over', () => {
    const part = observed({ backfill: failing(60, 'box_unavailable') });
    for (const state of ['done', 'unavailable'] as const) expect(codes({ backfill: { state }, ...part })).toEqual([]);
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
    const unseen = { usersListingIncomplete: true, unreadableEntries: 1, endlessListings: 2, unseenSince: ago(60) };
    expect(judge(scan(unseen)).reasons).toMatchObject([
      {
        code: 'coverage_reduced',
        message:
          'Not everything is scanned: the list of users is incomplete, 1 item could not be read, the listing of 2 folders does not end.',
        since: ago(60).toISOString(),
      },
    ]);
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

describe('a reason', () => {
  const cause = problem('internal_error').message;
  const part = (name: keyof ConnectionFacts['observed']) => observed({ [name]: failing(100, 'internal_error', 40) });
  it.each<[string, Partial<ConnectionFacts>, RegExp?]>([
    ['events_unavailable', part('stream'), /40 s/],
    ['backfill_failing', { backfill: null, ...part('backfill') }, /40 s/],
    ['rescans_failing', part('express')],
    ['scan_stuck', part('slices')],
    ['scan_stuck', { ...scan({ state: 'stopped' }), ...observed({ listing: failing(9, 'internal_error') }) }],
    ['box_unreachable', part('box'), /40 s/],
    ['events_behind', observed({ stream: { ...failing(1, 'internal_error'), succeededAt: ago(60) } })],
    ['connecting', { status: 'testing', ...part('test') }],
  ])('names its cause, and when the next attempt is made: %s', (code, facts, wait = /./) => {
    const [reason] = judge(facts).reasons;
    expect(reason?.code).toBe(code);
    expect(reason?.message).toContain(cause);
    expect(`${reason?.message} ${reason?.remedy}`).toMatch(wait);
  });

  it.each<[Partial<ConnectionFacts>, string]>([
    [{ missingKeyId: 'k1' }, 'Encryption key "k1"'],
    [{ coverage: 'limited', lastTest: { failedChecks: 1, finishedAt: ago(60) } }, problem('coadmin_limited').message],
    [{ coverage: 'own_files' }, problem('own_files_only').message],
    [scan({ skippedUsers: 1 }), ': 1 active user skipped.'],
    [scan({ skippedUsers: 2 }), ': 2 active users skipped.'],
    [{ lastTest: { failedChecks: 2, finishedAt: ago(60) } }, 'Test API failed: 2 checks.'],
    [scan({ parkedItems: 2 }), '2 changed items could not'],
    [scan({ parkedFolders: 1 }), '1 folder could not'],
    [
      { connectedAt: ago(20), ...observed({ stream: succeeded(0) }), ...scan({ state: 'waiting' }) },
      'scan has not begun',
    ],
    [{ connectedAt: ago(20), observed: {} }, 'no events have been read'],
    [observed({ box: failing(200, 'app_disabled_by_admin') }), problem('app_disabled_by_admin').message],
  ])('says what it is about: %#', (facts, words) => {
    const { reasons } = judge(facts);
    expect(reasons).toHaveLength(1);
    expect(reasons[0]?.message).toContain(words);
  });

  it.each(['app_disabled_by_admin', 'app_credentials_rejected'] as const)(
    'for a consent that ended because of the app is the app: %s',
    (code) => {
      const [reason] = judge({ status: 'needs_reauthorization', statusReason: problem(code) }).reasons;
      expect(reason).toMatchObject({ code: 'app_rejected', remedy: problem(code).remedy });
      expect(reason?.message).toContain(problem(code).message);
    },
  );

  it('that events are not permitted is left out while Box is unreachable, and not while it throttles', () => {
    const denied = { eventStream: { state: 'unavailable' as const } };
    expect(codes({ ...denied, ...observed({ box: failing(60, 'box_unavailable') }) })).toEqual(['box_unreachable']);
    expect(codes({ ...denied, ...observed({ listing: failing(60, 'box_rate_limited') }) }).sort()).toEqual([
      'box_throttling',
      'events_unavailable',
    ]);
  });

  it('is throttling if Box makes us wait for ten seconds, however short it has lasted', () => {
    expect(codes(observed({ listing: failing(1, 'box_rate_limited', 10) }))).toEqual(['box_throttling']);
    expect(codes(observed({ listing: failing(1, 'box_rate_limited', 9) }))).toEqual([]);
  });

  it('names no wait that is over', () => {
    const [over] = judge(observed({ listing: failing(60, 'box_rate_limited', -5) })).reasons;
    const [unknown] = judge(observed({ listing: failing(60, 'box_rate_limited') })).reasons;
    expect(over).toEqual(unknown);
    expect(over?.message).not.toMatch(/ in \d/);
  });

  it('is stored with its beginning, and takes it back only if nothing else tells when it began', () => {
    const parked = { code: 'folders_parked' as const, since: ago(900).toISOString() };
    const paused = { code: 'scan_paused' as const, since: ago(90).toISOString() };
    const facts = { ...WELL, ...scan({ state: 'paused', parkedFolders: 1, parkedSince: ago(30) }) };
    const stored = { state: 'degraded' as const, since: ago(900).toISOString(), reasons: [parked, paused] };
    const health = healthOf(facts, UP, stored, NOW);
    const expected = [paused, { ...parked, since: ago(30).toISOString() }];
    expect(toStored(health).reasons).toHaveLength(2);
    expect(toStored(health)).toMatchObject({ ...stored, reasons: expect.arrayContaining(expected) as unknown });
    const first = healthOf(facts, UP, { ...stored, reasons: [] }, NOW);
    expect(toStored(first).reasons).toContainEqual({ code: 'scan_paused', since: NOW.toISOString() });
  });
});

describe('the deployment', () => {
  it('is healthy since this process observes it, and stalled since the first failure', () => {
    expect(deploymentHealthOf(UP, NOW)).toEqual({
      state: 'healthy',
      since: UP.observedSince.toISOString(),
      reasons: [],
    });
    const health = deploymentHealthOf({ ...UP, areMigrationsPending: true, workers: [] }, NOW);
    expect(health).toMatchObject({ state: 'stalled' });
    expect(health.since).toBe(health.reasons[0]?.since);
    expect(health.reasons.map(({ code }) => code).sort()).toEqual(['migrations_pending', 'no_worker']);
  });

  it('has no worker since the last one reported, and no Temporal since the first worker lost it', () => {
    const worker = (seen: number, failingFor: number | null = null) => ({
      state: 'running' as const,
      seenAt: ago(seen),
      temporalFailingSince: failingFor === null ? null : ago(failingFor),
    });
    const sinceOf = (workers: DeploymentFacts['workers']) => deploymentHealthOf({ ...UP, workers }, NOW).since;
    expect(sinceOf([worker(300), worker(100), worker(200)])).toBe(ago(100).toISOString());
    expect(sinceOf([worker(1, 20), worker(1, 50), worker(1, 30)])).toBe(ago(50).toISOString());
  });
});

describe('a list of connections by health', () => {
  it('begins with the worst, and among equals with the one that has lasted longest', () => {
    const health = (state: Health['state'], seconds: number): Health => ({
      state,
      since: ago(seconds).toISOString(),
      reasons: [],
    });
    const sorted = [...HEALTH_STATES].flatMap((state) => [health(state, 90), health(state, 10)]).reverse();
    const expected = [...HEALTH_STATES].reverse().flatMap((state) => [health(state, 90), health(state, 10)]);
    expect(sorted.sort(compareHealth)).toEqual(expected);
  });
});

describe('the words of a time', () => {
  it('name the day only if it is another one', () => {
    expect(clockOf(ago(60), NOW)).toBe('15:49 UTC');
    expect(clockOf(ago(86_400), NOW)).toBe('2026-11-26 15:50 UTC');
  });
});

describe('the words of a duration', () => {
  it.each([
    [-5, '0 s'],
    [17_600, '18 s'],
    [59_999, '60 s'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [3_600_000, '1 h'],
    [86_399_999, '23 h 59 min'],
    [86_400_000, '1 d'],
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
    unreadableEntries: fc.nat(2),
    endlessListings: fc.nat(2),
    usersListingIncomplete: fc.boolean(),
    unseenSince: maybe(time),
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
  it('is not healthy while its coverage is lowered', () => {
    const unseen = fc.record({
      skippedUsers: fc.nat(1),
      parkedFolders: fc.nat(1),
      parkedItems: fc.nat(1),
      unreadableEntries: fc.nat(1),
      endlessListings: fc.nat(1),
      usersListingIncomplete: fc.boolean(),
    });
    fc.assert(
      fc.property(unseen, (missed) => {
        const isLowered = effectiveCoverage('full', { ...missed, asUserRefusedSince: null }) !== 'full';
        expect(judge(scan(missed)).state).toBe(isLowered ? 'degraded' : 'healthy');
      }),
    );
  });

  it('has the state of its worst reason, the worst first, and nothing in the future', () => {
    fc.assert(
      fc.property(anyFacts, anyDeployment, (facts, deployment) => {
        const { state, since, reasons } = healthOf(facts, deployment, null, NOW);
        expect(state).toBe(reasons[0]?.state ?? 'healthy');
        for (const reason of reasons) expect(HEALTH_STATES).toContain(reason.state);
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

describe('the month’s calls', () => {
  const monthlyCalls = {
    used: 95,
    perMonth: 100,
    forecast: 120,
    isLow: true,
    bulkSpacingMs: 600_000,
    slowedUntil: new Date('2026-12-01T00:00:00Z'),
  };
  const quiet = { ...WELL, observed: { ...WELL.observed, listing: succeeded(400), slices: succeeded(400) } };

  it('degrade the health when they run short, and say what is used and expected', () => {
    const { state, reasons } = healthOf({ ...WELL, monthlyCalls }, UP, null, NOW);
    expect([state, reasons.map(({ code }) => code)]).toEqual(['degraded', ['monthly_calls_low']]);
    expect(reasons[0]?.message).toContain('95 of 100 used, 120 expected');
  });

  it('make a scan wait that is slowed: it does not count as stuck', () => {
    expect(healthOf(quiet, UP, null, NOW).reasons.map(({ code }) => code)).toEqual(['scan_stuck']);
    expect(healthOf({ ...quiet, monthlyCalls }, UP, null, NOW).reasons.map(({ code }) => code)).toEqual([
      'monthly_calls_low',
    ]);
  });
});
