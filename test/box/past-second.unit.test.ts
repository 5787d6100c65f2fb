import { describe, expect, it } from 'vitest';
import { pastSecond } from '../../src/box/past-second.js';

const NOW = Date.parse('2026-11-27T10:00:00.400Z');

describe('a time that is sent to Box', () => {
  it.each([
    ['2026-11-20T15:15:40.939Z', '2026-11-20T15:15:40Z'],
    ['2026-11-20T15:15:40Z', '2026-11-20T15:15:40Z'],
    ['2026-11-20T08:15:40.500-07:00', '2026-11-20T15:15:40Z'],
    ['2026-11-27T10:00:00.399Z', '2026-11-27T10:00:00Z'],
    ['2026-11-27T10:01:00.000Z', '2026-11-27T10:00:00Z'],
    ['9999-12-31T23:59:59.999Z', '2026-11-27T10:00:00Z'],
  ])('%s is sent as %s', (time, sent) => {
    expect(pastSecond(time, NOW)).toBe(sent);
  });

  it('is refused if it is none', () => {
    expect(() => pastSecond('soon', NOW)).toThrow(RangeError);
  });
});
