import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dayOfTime, minuteOfTime, timeOfDay, timeOfMinute } from '../../portal/src/format/date-fields.js';

describe.each(['Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu', 'UTC'])('in %s', (zone) => {
  beforeEach(() => vi.stubEnv('TZ', zone));
  afterEach(() => vi.unstubAllEnvs());

  it('days are those of the viewer, and come back as they went', () => {
    for (const day of ['2026-11-24', '2024-02-29', '2026-03-29', '1999-12-31']) {
      expect(dayOfTime(timeOfDay(day))).toBe(day);
    }
  });

  it('minutes come back as they went, those of old years too, when zones were not of whole minutes', () => {
    for (const minute of ['2026-11-24T12:34', '2026-07-01T00:00', '1850-01-01T12:00', '0099-12-31T23:59']) {
      expect(minuteOfTime(timeOfMinute(minute))).toBe(minute);
    }
  });
});

it('is no time when what is said is none', () => {
  expect(timeOfDay('')).toBeUndefined();
  expect(timeOfMinute('2026-11-24T')).toBeUndefined();
  expect(dayOfTime('yesterday')).toBe('');
  expect(dayOfTime()).toBe('');
  expect(minuteOfTime()).toBe('');
});
