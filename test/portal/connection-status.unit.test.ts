import { describe, expect, it } from 'vitest';
import type { components } from '../../portal/src/api/schema.js';
import {
  attentionOf,
  isAwaitingConsent,
  scanShare,
  spokenState,
  stateSentence,
  statusLook,
  testSentence,
  whyNot,
} from '../../portal/src/words/connection-status.js';
import { CONNECTED } from './support/connection.js';

type Connection = components['schemas']['Connection'];

const SCAN = CONNECTED.scan;
const REASON = { code: 'no_enterprise', message: 'The account belongs to no enterprise.', remedy: 'Take another.' };
const messages = (connection: Connection): string[] => attentionOf(connection).map(({ message }) => message);

describe('what a connection’s state is called', () => {
  it.each([
    'awaiting_consent',
    'consent_denied',
    'consent_expired',
    'connecting',
    'testing',
    'connected',
    'needs_reauthorization',
    'disconnected',
  ] as const)('is a sentence for %s', (status) => {
    expect(stateSentence({ ...CONNECTED, status })).toMatch(/^[A-Z].*\.$/);
  });

  it('is disconnecting from the moment that somebody asked for it, and nothing more can be asked', () => {
    const ending = { ...CONNECTED, disconnectRequestedAt: '2026-11-24T12:00:00.000Z' };
    expect(stateSentence(ending)).toContain('Being disconnected');
    expect(statusLook(ending).label).toBe('Disconnecting');
    expect(Object.values(whyNot(ending))).not.toContain(null);
    expect(isAwaitingConsent({ ...ending, status: 'needs_reauthorization' })).toBe(false);
    expect(statusLook({ ...ending, status: 'disconnected' }).label).toBe('Disconnected');
  });

  it('tells of the scan once it is connected', () => {
    expect(stateSentence(CONNECTED)).toBe(
      'Connected. The first scan is running: 1 file found so far. Files that change are scanned at once.',
    );
    expect(stateSentence({ ...CONNECTED, scan: { ...SCAN, state: 'paused' } })).toContain('paused');
    const idle = { ...CONNECTED, eventStream: null, scan: { ...SCAN, state: 'idle' as const } };
    expect(stateSentence(idle)).toBe('Connected. The last scan is done: 1 file found.');
  });

  it('is spoken without the numbers that run', () => {
    const found = { ...SCAN, files: { found: 2, scanned: 2 } };
    expect(spokenState({ ...CONNECTED, scan: found })).toBe(spokenState(CONNECTED));
    expect(spokenState({ ...CONNECTED, scan: { ...SCAN, state: 'paused' } })).toBe('Connected: the scan is held');
    expect(spokenState({ ...CONNECTED, status: 'needs_reauthorization' })).toBe('Needs consent');
  });

  it('tells a consent that came to nothing from one that is waited for', () => {
    const waiting = { ...CONNECTED, status: 'awaiting_consent' as const };
    expect(stateSentence(waiting)).toContain('waits for a Box admin');
    expect(stateSentence({ ...waiting, statusReason: REASON })).toContain('new consent link');
  });
});

describe('what needs attention', () => {
  it('is nothing where all is well', () => {
    expect(attentionOf(CONNECTED)).toEqual([]);
  });

  it('begins with what somebody has to do', () => {
    const found = attentionOf({
      ...CONNECTED,
      status: 'needs_reauthorization',
      statusReason: REASON,
      scan: { ...SCAN, users: { ...SCAN.users, skipped: 2 }, problems: 3 },
    });
    expect(found[0]).toEqual({ tone: 'action', message: REASON.message });
    expect(found.map(({ message }) => message)).toEqual([REASON.message, '2 users left out.', '1 item set aside.']);
  });

  it('tells of a hole in the events, a failed check and a month’s calls that run out', () => {
    const check = { id: 'a', title: 'A', message: 'No.', remedy: null, durationMs: 1 };
    expect(
      messages({
        ...CONNECTED,
        eventStream: {
          state: 'following',
          lastPolledAt: null,
          lastEventAt: null,
          events: 0,
          gaps: [{ from: 'a', to: 'b' }],
        },
        lastTest: { status: 'failed', startedAt: '', finishedAt: '', checks: [{ ...check, status: 'failed' }] },
        apiCalls: { today: 1, thisMonth: 95, perMonth: 100 },
      }),
    ).toEqual([
      'Test API: 1 check failed.',
      'A hole in the events was filled later.',
      'The month’s API calls are nearly used up.',
    ]);
  });

  it('is only what is left to do once it is disconnected', () => {
    expect(messages({ ...CONNECTED, status: 'disconnected', scan: { ...SCAN, problems: 4 } })).toEqual([]);
  });
});

describe('what can be done', () => {
  it('fits the state', () => {
    const possible = (connection: Connection): string[] =>
      Object.entries(whyNot(connection)).flatMap(([action, reason]) => (reason === null ? [action] : []));
    expect(possible(CONNECTED)).toEqual(['test', 'pause', 'rescan', 'disconnect']);
    expect(possible({ ...CONNECTED, scan: { ...SCAN, state: 'paused' } })).toEqual([
      'test',
      'resume',
      'rescan',
      'disconnect',
    ]);
    const testing = { ...CONNECTED, runningTest: { startedAt: '2026-11-24T12:00:00.000Z', checks: [], waiting: [] } };
    expect(possible(testing)).toEqual(['pause', 'rescan', 'disconnect']);
    expect(possible({ ...CONNECTED, status: 'awaiting_consent' })).toEqual(['reauthorize', 'disconnect']);
    expect(possible({ ...CONNECTED, status: 'disconnected' })).toEqual(['purge']);
    const purged = { ...CONNECTED, status: 'disconnected' as const, scan: { ...SCAN, generation: null } };
    expect(possible(purged)).toEqual([]);
    expect(stateSentence(purged)).toContain('nothing that was found is kept');
  });
});

describe('the scan’s share', () => {
  it('is of the folders known so far', () => {
    expect(scanShare(SCAN)).toBe(0.75);
    expect(scanShare({ folders: { listed: 0, waiting: 0 } })).toBeNull();
  });
});

describe('a failed Test API', () => {
  it('is no end where the connection goes on', () => {
    const lastTest = { status: 'failed' as const, startedAt: '', finishedAt: '', checks: [] };
    expect(testSentence({ ...CONNECTED, lastTest, coverage: 'limited' })).toContain('goes on all the same');
    expect(testSentence({ ...CONNECTED, lastTest, status: 'needs_reauthorization' })).toBeNull();
    expect(testSentence({ ...CONNECTED, lastTest: { ...lastTest, status: 'passed' } })).toBeNull();
  });
});
