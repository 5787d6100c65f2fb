import { describe, expect, it } from 'vitest';
import type { QueueItem } from '../../portal/src/api/scan.js';
import { consentOutcome } from '../../portal/src/connections/consent/consent-outcome.js';
import { nameProblem } from '../../portal/src/connections/consent/name-problem.js';
import { randomKey } from '../../portal/src/connections/consent/random-key.js';
import {
  itemKey,
  itemName,
  newItemKeys,
  queueLength,
  queueReason,
  queueSentence,
} from '../../portal/src/connections/detail/queue-items.js';
import { CONNECTED } from './support/connection.js';
import { rateSentence } from '../../portal/src/connections/detail/rate-sentence.js';

const item = (itemId: string, change: Partial<QueueItem> = {}): QueueItem => ({
  position: 0,
  itemType: 'file',
  itemId,
  ownerId: '7',
  ownerLogin: null,
  eventType: 'ITEM_UPLOAD',
  at: '2026-11-24T10:00:00.000Z',
  reason: 'modified',
  lane: 'express',
  path: null,
  ...change,
});
const folder = (itemId: string, path: string | null = null): QueueItem =>
  item(itemId, { itemType: 'folder', lane: 'bulk', reason: 'bulk', eventType: null, at: null, path });

describe('the outcome of a consent', () => {
  const reason = (code: string) => ({ code, message: 'm', remedy: null });

  it('is a success once the connection’s status says so', () => {
    expect(consentOutcome('granted', { status: 'connecting', statusReason: null })).toBe('verifying');
    expect(consentOutcome('granted', { status: 'testing', statusReason: null })).toBe('connected');
    expect(consentOutcome('granted', { status: 'connected', statusReason: null })).toBe('connected');
  });

  it('is refused for a reason of this consent, not of an earlier one', () => {
    const refused = { status: 'needs_reauthorization' as const, statusReason: reason('different_enterprise') };
    expect(consentOutcome('granted', refused)).toBe('refused');
    const earlier = { status: 'needs_reauthorization' as const, statusReason: reason('refresh_token_rejected') };
    expect(consentOutcome('granted', earlier)).toBe('verifying');
  });

  it('is not denied if the connection has become connected since', () => {
    expect(consentOutcome('denied', { status: 'consent_denied', statusReason: null })).toBe('denied');
    expect(consentOutcome('denied', { status: 'connected', statusReason: null })).toBe('none');
    expect(consentOutcome('failed', { status: 'awaiting_consent', statusReason: null })).toBe('failed');
  });

  it('does not exist without a valid parameter or on a disconnected connection', () => {
    expect(consentOutcome(null, { status: 'connected', statusReason: null })).toBe('none');
    expect(consentOutcome('<b>', { status: 'connected', statusReason: null })).toBe('none');
    expect(consentOutcome('granted', { status: 'disconnected', statusReason: null })).toBe('none');
  });
});

describe('the scan queue', () => {
  it('names items by path, or by type and id', () => {
    expect(itemName(folder('12', '/All Files/Plans'))).toBe('/All Files/Plans');
    expect(itemName(folder('0'))).toBe('All files of user 7');
    const login = { ownerLogin: 'kim@acme.example' };
    expect(itemName({ ...folder('0'), ...login })).toBe('All files of kim@acme.example');
    expect(itemName(item('7', { itemType: 'user', ...login }))).toBe('User kim@acme.example');
    expect(itemName(item('5'))).toBe('File 5');
  });

  it('gives the reason of each item', () => {
    expect(queueReason(item('5'))).toBe('Item upload');
    expect(queueReason(item('5', { eventType: 'SHARE' }))).toBe('Shared link created');
    expect(queueReason(item('5', { reason: 'manual', eventType: 'MANUAL' }))).toBe('Scan requested');
    expect(queueReason(folder('5'))).toBe('Full scan');
  });

  it('highlights items prioritized since the last load, and none on the first load', () => {
    const before = [item('1'), folder('2')];
    const now = [item('3'), item('1'), folder('2'), folder('4')];
    expect([...newItemKeys(before, now)]).toEqual([itemKey(item('3'))]);
    expect(newItemKeys(undefined, now).size).toBe(0);
  });

  it('is described in a sentence', () => {
    const scan = (express: number, folders: number) => ({
      ...CONNECTED.scan,
      express: { ...CONNECTED.scan.express, waiting: express },
      folders: { listed: 0, waiting: folders },
    });
    expect(queueSentence(scan(0, 0))).toBe('No items are waiting to be scanned.');
    expect(queueSentence(scan(1, 2_000))).toBe('In the queue: 1 priority item, then 2,000 folders.');
    expect(queueSentence(scan(9, 0))).toBe('In the queue: 9 priority items.');
    expect(queueLength(scan(9, 94))).toBe(103);
  });
});

describe('the events of the last hour', () => {
  it('are described in a sentence', () => {
    const minutes = [
      { at: '10:00', total: 1 },
      { at: '10:01', total: 4 },
    ];
    expect(rateSentence(minutes, (at) => at)).toBe('5 events in the last hour; peak at 10:01: 4 events per minute.');
    expect(rateSentence([{ at: '10:00', total: 0 }], (at) => at)).toBe('No events in the last hour.');
    expect(rateSentence([], (at) => at)).toBe('No events in the last hour.');
  });
});

describe('a new connection', () => {
  it('needs a name of at most 100 characters', () => {
    expect(nameProblem('  ')).not.toBeNull();
    expect(nameProblem('Acme')).toBeNull();
    expect(nameProblem(` ${'x'.repeat(100)} `)).toBeNull();
    expect(nameProblem('x'.repeat(101))).toContain('101');
  });

  it('is created with a random key', () => {
    expect(randomKey()).toMatch(/^[0-9a-f]{32}$/);
    expect(randomKey()).not.toBe(randomKey());
  });
});
