import { describe, expect, it } from 'vitest';
import { classify, EVENT_TYPES, toActivity } from '../../src/box/event-types.js';

describe('event types', () => {
  it.each([
    ['EDIT', 'modifies', 'item'],
    ['UPLOAD', 'modifies', 'item'],
    ['SHARE', 'shares', 'item'],
    ['COLLABORATION_ACCEPT', 'shares', 'item'],
    ['MOVE', 'moves', 'item'],
    ['DELETE', 'removes', 'item'],
    ['PREVIEW', 'reads', 'none'],
    ['DOWNLOAD', 'reads', 'none'],
    ['PRINT', 'reads', 'none'],
    ['NEW_USER', 'other', 'user'],
    ['LOGIN', 'other', 'none'],
    ['SOMETHING_BOX_INVENTS_TOMORROW', 'other', 'none'],
  ])('%s is in the category %s and has the effect %s', (type, category, effect) => {
    expect(classify(type)).toEqual({ category, effect });
  });

  it('are known by the names that Box uses', () => {
    for (const type of EVENT_TYPES.keys()) expect(type).toMatch(/^[A-Z][A-Z0-9_]+$/);
  });

  it('have no effect if they only read, and affect their item if they change it', () => {
    for (const [type, { category, effect }] of EVENT_TYPES) {
      if (category === 'reads') expect(effect, type).toBe('none');
      if (['modifies', 'shares', 'moves', 'removes'].includes(category)) expect(effect, type).toBe('item');
    }
  });
});

describe('an event', () => {
  const event = {
    eventId: 'e',
    type: 'EDIT',
    occurredAt: '2026-11-01T02:00:00.000Z',
    actor: null,
    item: null,
    ip: null,
    serviceId: '4711',
    raw: {},
  };
  const RECEIVED = new Date('2026-11-01T02:05:00Z');

  it('keeps its own time, and has the time of receipt, marked, only without one', () => {
    expect(toActivity(event, null, RECEIVED)).toMatchObject({ occurredAt: event.occurredAt, timeUnknown: false });
    expect(toActivity({ ...event, occurredAt: null }, null, RECEIVED)).toMatchObject({
      occurredAt: '2026-11-01T02:05:00.000Z',
      timeUnknown: true,
    });
  });

  it.each([
    ['4711', '4711', true],
    ['4711', '4712', false],
    ['4711', null, false],
    [null, '4711', false],
    // An unknown app is not ours, although neither is known: its change must be scanned.
    [null, null, false],
  ])('caused by the app %j is our own, if our app is %j: %j', (serviceId, ours, own) => {
    expect(toActivity({ ...event, serviceId }, ours, RECEIVED).own).toBe(own);
  });

  it('loses the app’s id, which is no part of an activity', () => {
    expect(toActivity(event, '4711', RECEIVED)).not.toHaveProperty('serviceId');
  });
});
