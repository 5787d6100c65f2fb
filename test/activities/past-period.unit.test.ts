import { describe, expect, it } from 'vitest';
import { pastPeriod } from '../../activities/activity-log/past-period.js';

describe('a period of the event log', () => {
  const now = new Date('2026-11-20T15:15:40.939Z');

  it('is requested in whole seconds, rounded outwards', () => {
    const period = pastPeriod({ from: '2026-11-13T15:14:40.939Z', to: '2026-11-20T15:10:00.001Z' }, now);
    expect(period).toEqual({ from: '2026-11-13T15:14:40Z', to: '2026-11-20T15:10:01Z', isEmpty: false });
  });

  it('never reaches into the future', () => {
    const period = pastPeriod({ from: '2026-11-13T15:14:40Z', to: '2026-11-20T15:30:00Z' }, now);
    expect(period.to).toBe('2026-11-20T15:15:40Z');
  });

  it('is empty while all of it lies in the future', () => {
    expect(pastPeriod({ from: '2026-11-20T15:20:00Z', to: '2026-11-20T15:30:00Z' }, now).isEmpty).toBe(true);
  });
});
