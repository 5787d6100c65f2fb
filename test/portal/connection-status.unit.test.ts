import { describe, expect, it } from 'vitest';
import type { Connection } from '../../portal/src/api/connections.js';
import { unavailableReasons } from '../../portal/src/words/actions.js';
import { attentionItems } from '../../portal/src/words/attention.js';
import {
  failedTestNote,
  isAwaitingConsent,
  spokenStatus,
  statusLook,
  statusSentence,
} from '../../portal/src/words/connection-status.js';
import { scanShare } from '../../portal/src/words/scan-states.js';
import { CONNECTED } from './support/connection.js';

const SCAN = CONNECTED.scan;
const REASON = { code: 'no_enterprise', message: 'The account belongs to no enterprise.', remedy: 'Take another.' };
const messages = (connection: Connection): string[] => attentionItems(connection).map(({ message }) => message);

describe('the status of a connection', () => {
  it.each([
    'awaiting_consent',
    'consent_denied',
    'consent_expired',
    'connecting',
    'testing',
    'connected',
    'needs_reauthorization',
    'disconnected',
  ] as const)('is a whole sentence for %s', (status) => {
    expect(statusSentence({ ...CONNECTED, status })).toMatch(/^[A-Z].*\.$/);
  });

  it('is disconnecting, without available actions, as soon as a disconnect is requested', () => {
    const disconnecting = { ...CONNECTED, disconnectRequestedAt: '2026-11-24T12:00:00.000Z' };
    expect(statusSentence(disconnecting)).toContain('Disconnecting');
    expect(statusLook(disconnecting).label).toBe('Disconnecting');
    expect(Object.values(unavailableReasons(disconnecting))).not.toContain(null);
    expect(isAwaitingConsent({ ...disconnecting, status: 'needs_reauthorization' })).toBe(false);
    expect(statusLook({ ...disconnecting, status: 'disconnected' }).label).toBe('Disconnected');
  });

  it('includes the scan once it is connected', () => {
    expect(statusSentence(CONNECTED)).toBe(
      'Connected. The first scan is running: 1 file found so far. Changed files are rescanned immediately.',
    );
    expect(statusSentence({ ...CONNECTED, scan: { ...SCAN, state: 'paused' } })).toContain('paused');
    const idle = { ...CONNECTED, eventStream: null, scan: { ...SCAN, state: 'idle' as const } };
    expect(statusSentence(idle)).toBe('Connected. The last scan is complete: 4,999 files known.');
  });

  it('is announced to screen readers without the changing numbers', () => {
    const found = { ...SCAN, files: { found: 2, scanned: 2 } };
    expect(spokenStatus({ ...CONNECTED, scan: found })).toBe(spokenStatus(CONNECTED));
    expect(spokenStatus({ ...CONNECTED, scan: { ...SCAN, state: 'paused' } })).toBe('Connected: scan paused');
    expect(spokenStatus({ ...CONNECTED, status: 'needs_reauthorization' })).toBe('Reauthorization required');
  });

  it('differs between a consent that did not complete and one that is still awaited', () => {
    const awaiting = { ...CONNECTED, status: 'awaiting_consent' as const };
    expect(statusSentence(awaiting)).toContain('Waiting for a Box admin');
    expect(statusSentence({ ...awaiting, statusReason: REASON })).toContain('new consent link');
  });
});

describe('what needs attention', () => {
  it('is nothing on a healthy connection', () => {
    expect(attentionItems(CONNECTED)).toEqual([]);
  });

  it('starts with what the user must do', () => {
    const items = attentionItems({
      ...CONNECTED,
      status: 'needs_reauthorization',
      statusReason: REASON,
      scan: { ...SCAN, users: { ...SCAN.users, skipped: 2 }, problems: 3 },
    });
    expect(items[0]?.message).toBe(REASON.message);
    expect(items.map(({ message }) => message)).toEqual([
      REASON.message,
      '2 users skipped.',
      '1 item could not be scanned.',
    ]);
  });

  it('includes gaps in the events, failed checks and API calls that are almost used up', () => {
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
          problem: null,
          lagMs: null,
          unreadable: 0,
        },
        lastTest: { status: 'failed', startedAt: '', finishedAt: '', checks: [{ ...check, status: 'failed' }] },
        apiCalls: { today: 1, thisMonth: 95, perMonth: 100, forecast: 100, bulkSlowedUntil: null },
      }),
    ).toEqual([
      'Test API: 1 check failed.',
      'A gap in the events was backfilled.',
      'This month’s API calls are almost used up.',
    ]);
  });

  it('includes no scan problems after a disconnect', () => {
    expect(messages({ ...CONNECTED, status: 'disconnected', scan: { ...SCAN, problems: 4 } })).toEqual([]);
  });
});

describe('the available actions', () => {
  it('depend on the state', () => {
    const available = (connection: Connection): string[] =>
      Object.entries(unavailableReasons(connection)).flatMap(([action, reason]) => (reason === null ? [action] : []));
    expect(available(CONNECTED)).toEqual(['test', 'pause', 'rescan', 'disconnect']);
    expect(available({ ...CONNECTED, scan: { ...SCAN, state: 'paused' } })).toEqual([
      'test',
      'resume',
      'rescan',
      'disconnect',
    ]);
    const testing = {
      ...CONNECTED,
      runningTest: { startedAt: '2026-11-24T12:00:00.000Z', checks: [], waiting: [], retrying: null },
    };
    expect(available(testing)).toEqual(['pause', 'rescan', 'disconnect']);
    expect(available({ ...CONNECTED, status: 'awaiting_consent' })).toEqual(['reauthorize', 'disconnect']);
    expect(available({ ...CONNECTED, status: 'disconnected' })).toEqual(['purge']);
    const purged = { ...CONNECTED, status: 'disconnected' as const, scan: { ...SCAN, generation: null } };
    expect(available(purged)).toEqual([]);
    expect(statusSentence(purged)).toContain('stores no data of this connection');
  });
});

describe('the progress of a scan', () => {
  it('is the share of the known folders that is listed', () => {
    expect(scanShare(SCAN)).toBe(0.75);
    expect(scanShare({ folders: { listed: 0, waiting: 0 } })).toBeNull();
  });
});

describe('a failed Test API', () => {
  it('comes with a note while the connection stays active', () => {
    const lastTest = { status: 'failed' as const, startedAt: '', finishedAt: '', checks: [] };
    expect(failedTestNote({ ...CONNECTED, lastTest, coverage: 'limited' })).toContain('stays active');
    expect(failedTestNote({ ...CONNECTED, lastTest, status: 'needs_reauthorization' })).toBeNull();
    expect(failedTestNote({ ...CONNECTED, lastTest: { ...lastTest, status: 'passed' } })).toBeNull();
  });
});
