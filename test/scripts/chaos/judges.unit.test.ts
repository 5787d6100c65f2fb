import { describe, expect, it } from 'vitest';
import { mayCostConsent } from '../../../scripts/chaos/judge-consent.js';
import { eventDifferences } from '../../../scripts/chaos/judge-events.js';
import { fileDifferences, visibleFiles } from '../../../scripts/chaos/judge-files.js';
import { untrueStatements, type Sample, type Statement } from '../../../scripts/chaos/judge-health.js';
import { ourTime, unscannedChanges } from '../../../scripts/chaos/judge-rescans.js';
import { workflowFaults, type WorkflowState } from '../../../scripts/chaos/judge-workflows.js';
import { breakagesOf, type World } from '../../../scripts/chaos/world.js';
import type { Blow } from '../../../scripts/chaos/plan.js';
import type { TruthFile } from '../../../clients/simulator.js';

const file: TruthFile = {
  fileId: '1', name: 'a.txt', path: '/a.txt', ownerId: '10', ownerLogin: 'ann@acme.example', size: 5, sha1: 'abc', extension: 'txt',
  access: 'public', hasCollaborations: false, state: 'active', createdAt: null, modifiedAt: null,
  sharedLink: { access: 'open', passwordProtected: false, url: 'https://x', inheritedFrom: null },
}; // prettier-ignore

describe('the comparison of files', () => {
  it('finds nothing when both have the same files', () => {
    expect(fileDifferences([file], [{ ...file }])).toEqual([]);
  });

  it.each([
    ['a missing file', [file], [], 'missing: /a.txt'],
    ['a file that Box does not have', [], [file], 'not at Box: /a.txt'],
    ['a file that is listed twice', [file], [file, file], 'listed twice: /a.txt'],
    ['another exposure', [file], [{ ...file, access: 'private' }], 'access is "public", Boxward says "private"'],
    ['another owner', [file], [{ ...file, ownerId: '11' }], 'ownerId is "10"'],
    ['another path', [file], [{ ...file, path: '/b/a.txt' }], 'path is "/a.txt"'],
    ['a link that is gone', [file], [{ ...file, sharedLink: null }], 'sharedLink is'],
  ])('finds %s', (_, truth, stored, line) => {
    const lines = fileDifferences(truth, stored);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(line);
  });

  it('expects no files of the Admin and of other Co-Admins from a Co-Admin', () => {
    const user = { name: '', status: 'active', files: 1 };
    const users = [
      { ...user, userId: '1', login: 'admin', role: 'admin' },
      { ...user, userId: '2', login: 'me', role: 'coadmin' },
      { ...user, userId: '3', login: 'other', role: 'coadmin' },
      { ...user, userId: '4', login: 'ann', role: 'user' },
    ];
    const files = ['1', '2', '3', '4'].map((ownerId) => ({ ...file, ownerId }));
    expect(visibleFiles(files, users, 'me').map(({ ownerId }) => ownerId)).toEqual(['2', '4']);
    expect(visibleFiles(files, users, 'admin')).toHaveLength(4);
  });
});

describe('the comparison of events', () => {
  const truth = ['a', 'b'].map((eventId) => ({ eventId, type: 'EDIT', createdAt: '2026-01-02T00:00:00Z' }));
  const stored = truth.map(({ createdAt, ...event }) => ({ ...event, occurredAt: createdAt }));
  const from = '2026-01-01T00:00:00Z';

  it('finds nothing when every event is stored once', () => {
    expect(eventDifferences(truth, stored, from)).toEqual([]);
  });

  it('finds a lost event, a doubled one and one that Box does not have', () => {
    expect(eventDifferences(truth, stored.slice(1), from)).toEqual(['event lost: EDIT a at 2026-01-02T00:00:00Z']);
    expect(eventDifferences(truth, [...stored, ...stored.slice(1)], from)).toEqual(['event twice: EDIT b']);
    expect(eventDifferences(truth.slice(1), stored, from)).toEqual([
      'event that Box does not have: EDIT a at 2026-01-02T00:00:00Z',
    ]);
  });

  it('forgives as many events as a fault has hidden, and no more', () => {
    const other = { eventId: 'x', type: 'EDIT', occurredAt: '2026-01-02T00:00:00Z' };
    const hidden = { ids: new Set(['a']), areAll: true };
    expect(eventDifferences(truth, [other, ...stored.slice(1)], from, hidden)).toEqual([]);
    expect(eventDifferences(truth, [other, { ...other, eventId: 'y' }, ...stored], from, hidden)).toHaveLength(1);
    expect(eventDifferences(truth, stored.slice(0, 1), from, hidden)).toHaveLength(1);
    expect(eventDifferences(truth, [...stored, ...stored], from, { ...hidden, areAll: false })).toHaveLength(2);
  });

  it('leaves open whether an event at the very start of the backfill is stored', () => {
    expect(eventDifferences(truth, [], '2026-01-01T23:59:59Z')).toEqual([]);
  });
});

describe('the judgement of rescans', () => {
  const change = { eventId: 'a', type: 'EDIT', itemType: 'file', itemId: '1', createdAt: '2026-01-01T10:00:00Z' };
  const scanned = (scannedAt: string) => [{ fileId: '1', path: '/a.txt', scannedAt }];

  it('finds a file that was changed after its last scan', () => {
    expect(unscannedChanges([change], scanned('2026-01-01T09:59:00Z'), [])).toHaveLength(1);
    expect(unscannedChanges([change], scanned('2026-01-01T10:00:01Z'), [])).toEqual([]);
  });

  it('expects no rescan of a file that was only viewed', () => {
    expect(unscannedChanges([{ ...change, type: 'PREVIEW' }], scanned('2026-01-01T09:00:00Z'), [])).toEqual([]);
  });

  it('converts times of the simulator whose clock has jumped', () => {
    const at = Date.parse('2026-01-01T08:00:00Z');
    const jumps = [{ at, aheadMs: 7_200_000 }];
    expect(ourTime(at - 1_000, jumps)).toBe(at - 1_000);
    expect(ourTime(at + 7_200_000 + 5_000, jumps)).toBe(at + 5_000);
    // A change right after the jump, whose time Box has cut to the second.
    expect(ourTime(at + 7_200_000 - 900, jumps)).toBe(at - 900);
    expect(unscannedChanges([change], scanned('2026-01-01T08:00:05Z'), jumps)).toEqual([]);
  });
});

describe('the judgement of what was said', () => {
  const healthy: Statement = { state: 'healthy', overall: 'degraded', codes: [], coverage: 'full', unseen: 0 };
  const during = (seconds: number, sample: Omit<Sample, 'at'>): Sample[] =>
    Array.from({ length: seconds }, (_, index) => ({ ...sample, at: index * 1_000 }));

  it('finds "healthy" while no worker has run for more than a minute, once', () => {
    const lines = untrueStatements(during(90, { broken: ['workers'], said: healthy }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('says healthy although no worker runs for 61 s');
  });

  it('finds the same for the deployment as a whole', () => {
    const said = { ...healthy, state: 'stalled', overall: 'healthy' };
    expect(untrueStatements(during(90, { broken: ['workers'], said }))[0]).toContain('the deployment says healthy');
  });

  it('allows a minute, and begins again after each repair', () => {
    const broken = during(50, { broken: ['simulator'], said: healthy });
    const repaired = [{ at: 50_000, broken: [], said: healthy }];
    const later = broken.map((sample) => ({ ...sample, at: sample.at + 51_000 }));
    expect(untrueStatements([...broken, ...repaired, ...later])).toEqual([]);
  });

  it('accepts silence and any other state while something is broken', () => {
    expect(untrueStatements(during(90, { broken: ['temporal'], said: null }))).toEqual([]);
    const stalled = { ...healthy, state: 'stalled', codes: ['temporal_unreachable'] };
    expect(untrueStatements(during(90, { broken: ['temporal'], said: stalled }))).toEqual([]);
  });

  it('finds full coverage while something is unseen, and no_worker while both work', () => {
    expect(untrueStatements(during(2, { broken: [], said: { ...healthy, unseen: 3 } }))).toHaveLength(1);
    const said = { ...healthy, state: 'stalled', codes: ['no_worker'] };
    expect(untrueStatements(during(50, { broken: [], said }))).toEqual([]);
    expect(untrueStatements(during(90, { broken: [], said }))).toHaveLength(1);
  });
});

describe('what the harness knows to be broken', () => {
  const well: World = { isUp: () => true, isCut: () => false, faults: [] };

  it('is nothing while one worker reaches everything', () => {
    expect(breakagesOf(well)).toEqual([]);
    expect(breakagesOf({ ...well, isUp: (name) => name !== 'worker-1' })).toEqual([]);
    expect(breakagesOf({ ...well, isCut: (client) => client === 'worker-2' })).toEqual([]);
  });

  it('is a server that every running worker has lost', () => {
    const isUp: World['isUp'] = (name) => name !== 'worker-1';
    expect(
      breakagesOf({ ...well, isUp, isCut: (client, server) => client === 'worker-2' && server === 'temporal' }),
    ).toEqual(['temporal']);
    expect(breakagesOf({ ...well, isUp: (name) => name !== 'postgres' })).toEqual(['postgres']);
    expect(breakagesOf({ ...well, isUp: (name) => !name.startsWith('worker') })).toEqual(['workers']);
  });

  it('is Box when all its answers fail', () => {
    expect(breakagesOf({ ...well, faults: [{ kind: '500', rate: 1 }] })).toEqual(['simulator']);
    expect(breakagesOf({ ...well, faults: [{ kind: '500', rate: 0.5 }] })).toEqual([]);
    expect(breakagesOf({ ...well, faults: [{ kind: 'latency', rate: 1 }] })).toEqual([]);
  });
});

describe('the judgement of workflows', () => {
  const running: WorkflowState = {
    id: 'full-scan/1',
    status: 'RUNNING',
    historyLength: 900,
    taskAttempt: 1,
    failedTasks: [],
    failingActivities: [],
  };

  it('accepts running workflows, a backfill that has ended, and task failures that a retry repairs', () => {
    expect(workflowFaults([running, { ...running, id: 'backfill-events/1', status: 'COMPLETED' }])).toEqual([]);
    expect(workflowFaults([{ ...running, failedTasks: ['cause 17: UnhandledCommand'] }])).toEqual([]);
    const frozen = 'WORKFLOW_WORKER_UNHANDLED_FAILURE: Script execution timed out after 5000ms';
    expect(workflowFaults([{ ...running, failedTasks: [frozen] }])).toEqual([]);
  });

  it.each([
    ['that has failed', { status: 'FAILED' }],
    ['that ended although it lives as long as the connection', { status: 'COMPLETED' }],
    ['past the bound of its history', { historyLength: 10_000 }],
    ['whose task is tried again and again', { taskAttempt: 9 }],
    ['whose code no longer fits its history', { failedTasks: ['NON_DETERMINISTIC_ERROR: boo'] }],
    ['with an activity that keeps failing', { failingActivities: ['pollEvents, attempt 7'] }],
  ])('finds a workflow %s', (_, change) => {
    expect(workflowFaults([{ ...running, ...change }])).toHaveLength(1);
  });
});

describe('whether a round may cost the consent', () => {
  const blow = (fault: string): Blow => ({ kind: 'fault', at: 0, forMs: 1_000, fault: { kind: fault } });
  const kill: Blow = { kind: 'kill', at: 0, forMs: 0, process: 'worker-1' };

  it('is so after a revocation, and after a renewal whose answer may have been lost', () => {
    expect(mayCostConsent([blow('revokeRefreshTokens')])).toBe(true);
    expect(mayCostConsent([blow('expireAccessTokens'), kill])).toBe(true);
  });

  it('is not so after outages alone, nor after renewals alone', () => {
    expect(mayCostConsent([kill, blow('500'), blow('hang')])).toBe(false);
    expect(mayCostConsent([blow('expireAccessTokens'), blow('duplicateEvents')])).toBe(false);
  });
});
