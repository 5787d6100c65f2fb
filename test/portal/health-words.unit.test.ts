import { describe, expect, it } from 'vitest';
import type { Connection } from '../../portal/src/api/connections.js';
import { summarizeConnection } from '../../portal/src/overview/connection-summary.js';
import { attentionItems } from '../../portal/src/words/attention.js';
import { spokenStatus, statusLook, statusSentence } from '../../portal/src/words/connection-status.js';
import {
  healthLine,
  healthLook,
  standsStill,
  toneOf,
  unhealthy,
  unknownHealth,
} from '../../portal/src/words/health.js';
import { scanLook } from '../../portal/src/words/scan-states.js';
import { CONNECTED } from './support/connection.js';

const NOW = Date.parse('2026-11-27T15:50:00.000Z');
type Reason = Connection['health']['reasons'][number];
const since = '2026-11-27T15:47:00.000Z';
const unwell = (
  state: Reason['state'],
  code: Reason['code'],
  message: string,
  change: Partial<Connection> = {},
): Connection => ({
  ...CONNECTED,
  ...change,
  health: { state, since, reasons: [{ code, state, message, remedy: 'Start it.', since }] },
});
const STALLED = unwell('stalled', 'no_worker', 'No worker for 3 min: nothing is scanned.');

describe('the health line', () => {
  it('has the age of the newest event and the delay of rescans while all is well', () => {
    const eventStream = {
      state: 'following' as const,
      lastPolledAt: since,
      lastEventAt: '2026-11-27T15:49:56.000Z',
      events: 1,
      gaps: [],
      problem: null,
      lagMs: null,
      unreadable: 0,
    };
    const scan = { ...CONNECTED.scan, express: { ...CONNECTED.scan.express, p95Ms: 2_700 } };
    expect(healthLine({ ...CONNECTED, eventStream, scan }, NOW)).toBe(
      'Healthy · last event 4 s ago · rescan p95 2.7 s',
    );
  });

  it('has the worst reason otherwise', () => {
    expect(healthLine(STALLED, NOW)).toBe('Stalled: no worker for 3 min: nothing is scanned.');
    const throttled = unwell('degraded', 'box_throttling', 'Box throttles us: next call in 18 s.');
    expect(healthLine(throttled, NOW)).toBe('Degraded: Box throttles us: next call in 18 s.');
  });

  it('is calm about a new connection', () => {
    expect(healthLine(unwell('action_required', 'waiting_for_consent', 'Waiting for consent.'), NOW)).toBe(
      'Waiting for consent.',
    );
  });

  it('says that nothing is known while the API is unreachable', () => {
    const health = unknownHealth(since);
    expect(standsStill({ health })).toBe(true);
    expect(healthLine({ ...CONNECTED, health }, NOW)).toMatch(/^Unknown: .*API is unreachable/);
    expect(statusSentence({ ...CONNECTED, health })).toMatch(/^The present state is not known/);
  });
});

describe('a connection that stands still', () => {
  it('is nowhere said to run', () => {
    expect(statusLook(STALLED)).toMatchObject({ label: 'Stalled', color: 'red' });
    expect(statusSentence(STALLED)).toMatch(/nothing is scanned now/);
    expect(statusSentence(STALLED)).not.toMatch(/running|immediately/);
    expect(spokenStatus(STALLED)).toBe('Stalled');
    expect(scanLook(STALLED)).toEqual({ label: 'Stalled', color: 'gray' });
    expect(scanLook({ ...STALLED, scan: { ...STALLED.scan, state: 'idle' } }).color).toBe('gray');
    expect(attentionItems(STALLED)[0]).toEqual({ tone: 'stalled', message: STALLED.health.reasons[0]?.message });
    expect(summarizeConnection(STALLED).tone).toBe('stalled');
  });

  it('comes before one that is degraded, and a disconnected one is not listed', () => {
    const degraded = unwell('degraded', 'events_behind', 'No events were read for 1 min.');
    const gone = { ...unwell('stalled', 'disconnected', 'Disconnected.'), status: 'disconnected' as const };
    expect(unhealthy([CONNECTED, degraded, gone, STALLED])).toEqual([STALLED, degraded]);
    expect(statusSentence(degraded)).not.toContain('immediately');
  });
});

describe('the tone of a connection', () => {
  const refusal = { code: 'consent_denied', message: 'Consent was denied.', remedy: 'Create a link.' };
  const waiting = unwell('action_required', 'waiting_for_consent', 'Waiting for consent.', {
    status: 'awaiting_consent',
  });
  const denied: Connection = { ...waiting, status: 'consent_denied', statusReason: refusal };
  const REAUTHORIZE = { status: 'needs_reauthorization', statusReason: refusal } as const;

  it.each([
    ['waits for its first consent', 'blue', waiting],
    ['waits for another consent', 'orange', denied],
    ['lost its consent', 'red', unwell('action_required', 'reauthorization_required', 'Lost.', REAUTHORIZE)],
    ['connects', 'blue', unwell('degraded', 'connecting', 'Connecting.', { status: 'connecting' })],
    ['takes long to connect', 'red', unwell('stalled', 'connecting', 'Connecting.', { status: 'connecting' })],
    ['starts', 'blue', unwell('degraded', 'starting', 'Starting.')],
    ['is throttled', 'orange', unwell('degraded', 'box_throttling', 'Box throttles us.')],
    ['stands still', 'red', STALLED],
    ['is healthy', 'green', CONNECTED],
    ['is not known', 'gray', { ...CONNECTED, health: unknownHealth(since) }],
    [
      'is being disconnected',
      'gray',
      unwell('degraded', 'disconnecting', 'Disconnecting.', { disconnectRequestedAt: since }),
    ],
    ['is disconnected', 'gray', unwell('stalled', 'disconnected', 'Disconnected.', { status: 'disconnected' })],
  ] as const)('is one in banner, list and overview: one that %s is %s', (_what, color, connection) => {
    expect(healthLook(connection).color).toBe(color);
    expect(statusLook(connection).color).toBe(color);
    expect(summarizeConnection(connection).tone).toBe(toneOf(connection));
    const tones = attentionItems(connection).map(({ tone }) => tone);
    expect([[], [toneOf(connection)]]).toContainEqual(tones);
  });

  it('is the most urgent of its reasons', () => {
    const { reasons } = unwell('degraded', 'starting', 'Starting.').health;
    const skipped = unwell('degraded', 'coverage_reduced', 'Some are skipped.');
    const both = { ...skipped, health: { ...skipped.health, reasons: [...reasons, ...skipped.health.reasons] } };
    expect(toneOf(both)).toBe('degraded');
  });

  it('gives no note of its own where the health has a reason', () => {
    const paused = unwell('degraded', 'scan_paused', 'The scan is paused.', {
      scan: { ...CONNECTED.scan, state: 'paused' },
    });
    expect(attentionItems(paused)).toEqual([{ tone: 'degraded', message: 'The scan is paused.' }]);
  });

  it('puts one that stands still before one that waits for consent, so that the banner is red', () => {
    expect(unhealthy([waiting, STALLED])).toEqual([STALLED, waiting]);
  });
});
