import { describe, expect, it } from 'vitest';
import { consentOutcome } from '../../portal/src/connections/consent/consent-outcome.js';
import { rateSentence } from '../../portal/src/connections/detail/event-rate.js';
import {
  arrivals,
  keyOf,
  nameOf,
  queueSentence,
  reasonOf,
  type QueueItem,
} from '../../portal/src/connections/detail/queue-items.js';
import { nameProblem } from '../../portal/src/connections/consent/name-problem.js';
import { randomKey } from '../../portal/src/connections/consent/random-key.js';

const item = (itemId: string, change: Partial<QueueItem> = {}): QueueItem => ({
  position: 0,
  itemType: 'file',
  itemId,
  ownerId: '7',
  eventType: 'ITEM_UPLOAD',
  at: '2026-11-24T10:00:00.000Z',
  reason: 'modified',
  lane: 'express',
  path: null,
  ...change,
});
const folder = (itemId: string, path: string | null = null): QueueItem =>
  item(itemId, { itemType: 'folder', lane: 'bulk', reason: 'bulk', eventType: null, at: null, path });

describe('coming back from Box', () => {
  const reason = (code: string) => ({ code, message: 'm', remedy: null });

  it('is a success once the connection says so', () => {
    expect(consentOutcome('granted', { status: 'connecting', statusReason: null })).toBe('taking_in');
    expect(consentOutcome('granted', { status: 'testing', statusReason: null })).toBe('connected');
    expect(consentOutcome('granted', { status: 'connected', statusReason: null })).toBe('connected');
  });

  it('is refused for what is wrong with this consent, not with one before', () => {
    const refused = { status: 'needs_reauthorization' as const, statusReason: reason('different_enterprise') };
    expect(consentOutcome('granted', refused)).toBe('refused');
    const before = { status: 'needs_reauthorization' as const, statusReason: reason('refresh_token_rejected') };
    expect(consentOutcome('granted', before)).toBe('taking_in');
  });

  it('does not call a connection that works denied', () => {
    expect(consentOutcome('denied', { status: 'consent_denied', statusReason: null })).toBe('denied');
    expect(consentOutcome('denied', { status: 'connected', statusReason: null })).toBe('none');
    expect(consentOutcome('failed', { status: 'awaiting_consent', statusReason: null })).toBe('failed');
  });

  it('is nothing for who comes from elsewhere, whatever the address says', () => {
    expect(consentOutcome(null, { status: 'connected', statusReason: null })).toBe('none');
    expect(consentOutcome('<b>', { status: 'connected', statusReason: null })).toBe('none');
    expect(consentOutcome('granted', { status: 'disconnected', statusReason: null })).toBe('none');
  });
});

describe('the queue', () => {
  it('names what it knows', () => {
    expect(nameOf(folder('12', '/All Files/Plans'))).toBe('/All Files/Plans');
    expect(nameOf(folder('0'))).toBe('All files of user 7');
    expect(nameOf(item('5'))).toBe('File 5');
  });

  it('says why something waits', () => {
    expect(reasonOf(item('5'))).toBe('item upload');
    expect(reasonOf(item('5', { eventType: 'SHARE' }))).toBe('link or share created');
    expect(reasonOf(item('5', { reason: 'manual', eventType: 'MANUAL' }))).toBe('put first by hand');
    expect(reasonOf(folder('5'))).toBe('its turn in the scan');
  });

  it('calls new what was promoted since, and nothing to who has just come', () => {
    const before = [item('1'), folder('2')];
    const now = [item('3'), item('1'), folder('2'), folder('4')];
    expect([...arrivals(before, now)]).toEqual([keyOf(item('3'))]);
    expect(arrivals(undefined, now).size).toBe(0);
  });

  it('can be read aloud', () => {
    expect(queueSentence([], 50)).toBe('Nothing waits.');
    expect(queueSentence([item('1'), folder('2'), folder('3')], 50)).toBe(
      'What waits: 1 promoted item first, then 2 folders of the scan.',
    );
    expect(queueSentence([item('1'), folder('2')], 2)).toMatch(/^The first 2 that wait: /);
  });
});

describe('the events of an hour', () => {
  it('are summed up in words', () => {
    const buckets = [
      { at: '10:00', total: 1 },
      { at: '10:01', total: 4 },
    ];
    expect(rateSentence(buckets, (at) => at)).toBe('5 events in the last hour; most at 10:01: 4 events in a minute.');
    expect(rateSentence([{ at: '10:00', total: 0 }], (at) => at)).toBe('No events in the last hour.');
    expect(rateSentence([], (at) => at)).toBe('No events in the last hour.');
  });
});

describe('a new connection', () => {
  it('needs a name of at most a hundred characters', () => {
    expect(nameProblem('  ')).not.toBeNull();
    expect(nameProblem('Acme')).toBeNull();
    expect(nameProblem(` ${'x'.repeat(100)} `)).toBeNull();
    expect(nameProblem('x'.repeat(101))).toContain('101');
  });

  it('is created with a key that nobody had before', () => {
    expect(randomKey()).toMatch(/^[0-9a-f]{32}$/);
    expect(randomKey()).not.toBe(randomKey());
  });
});
