import { afterEach, describe, expect, it } from 'vitest';
import { boxNow, observeBoxTime } from '../../src/box/box-time.js';
import { pastSecond } from '../../src/box/past-second.js';

const at = (text: string): number => Date.parse(text);
const OURS = at('2026-11-20T15:00:00.400Z');
afterEach(() => observeBoxTime(new Date().toUTCString()));

describe('the time at Box', () => {
  it('is ours when the clocks agree but for the way of a response', () => {
    observeBoxTime('Fri, 20 Nov 2026 14:59:58 GMT', OURS);
    expect(boxNow(OURS).getTime()).toBe(OURS);
  });

  it('is ours up to a difference of five seconds', () => {
    observeBoxTime('Fri, 20 Nov 2026 15:00:05 GMT', at('2026-11-20T15:00:00Z'));
    expect(boxNow(OURS).getTime()).toBe(OURS);
    observeBoxTime('Fri, 20 Nov 2026 15:00:05 GMT', at('2026-11-20T14:59:59.999Z'));
    expect(boxNow(OURS).getTime()).toBe(OURS + 5_001);
  });

  it.each([
    ['ahead of ours', 'Fri, 20 Nov 2026 15:10:00 GMT'],
    ['behind ours', 'Fri, 20 Nov 2026 14:50:00 GMT'],
  ])('is that of its last response when its clock is %s', (_, date) => {
    observeBoxTime(date, OURS);
    expect(boxNow(OURS).toUTCString()).toBe(date);
    expect(boxNow(OURS + 60_000).getTime()).toBe(Date.parse(date) + 60_000);
  });

  it('is not changed by a response without a readable time', () => {
    observeBoxTime('Fri, 20 Nov 2026 15:10:00 GMT', OURS);
    for (const date of [null, '', 'soon']) observeBoxTime(date, OURS);
    expect(boxNow(OURS).toUTCString()).toBe('Fri, 20 Nov 2026 15:10:00 GMT');
  });

  it('limits the end of a requested period', () => {
    const now = Date.now();
    observeBoxTime(new Date(now - 600_000).toUTCString(), now);
    expect(Date.parse(pastSecond(new Date(now).toISOString()))).toBeLessThanOrEqual(now - 599_000);
  });
});
