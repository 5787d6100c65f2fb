import { describe, expect, it } from 'vitest';
import { classify, EVENT_TYPES } from '../../src/box/event-types.js';

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

  it('have no effect if they only read, and affect their item if they change it', () => {
    for (const [type, { category, effect }] of EVENT_TYPES) {
      if (category === 'reads') expect(effect, type).toBe('none');
      if (['modifies', 'shares', 'moves', 'removes'].includes(category)) expect(effect, type).toBe('item');
    }
  });
});
