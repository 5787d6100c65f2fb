import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dayOfTime, minuteOfTime, timeOfDay, timeOfMinute } from '../../portal/src/format/date-fields.js';

describe.each(['Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu', 'UTC'])('date fields in %s', (zone) => {
  beforeEach(() => vi.stubEnv('TZ', zone));
  afterEach(() => vi.unstubAllEnvs());

  it('converts a day to a time and back', () => {
    for (const day of ['2026-11-24', '2024-02-29', '2026-03-29', '1999-12-31']) {
      expect(dayOfTime(timeOfDay(day))).toBe(day);
    }
  });

  it('converts a minute to a time and back, even when zone offsets had seconds', () => {
    for (const minute of ['2026-11-24T12:34', '2026-07-01T00:00', '1850-01-01T12:00', '0099-12-31T23:59']) {
      expect(minuteOfTime(timeOfMinute(minute))).toBe(minute);
    }
  });
});

describe('date fields', () => {
  it('convert missing, incomplete and invalid values to no value', () => {
    expect(timeOfDay('')).toBeUndefined();
    expect(timeOfMinute('2026-11-24T')).toBeUndefined();
    expect(dayOfTime('yesterday')).toBe('');
    expect(dayOfTime()).toBe('');
    expect(minuteOfTime()).toBe('');
  });
});
