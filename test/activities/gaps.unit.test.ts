import { describe, expect, it } from 'vitest';
import { addGap, type Gap } from '../../activities/activity-log/gaps.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 1, 0, minute)).toISOString();
const gap = (from: number, to: number) => ({ from: at(from), to: at(to) });

describe('the gaps of an event stream', () => {
  it('are one as long as each begins where the last one ended', () => {
    expect(addGap(addGap([gap(0, 10)], gap(10, 20)), gap(15, 30))).toEqual([gap(0, 30)]);
  });

  it('are kept apart when the stream worked in between, and the last ten are remembered', () => {
    const gaps = Array.from({ length: 12 }, (_, i) => gap(i * 10, i * 10 + 5)).reduce<Gap[]>(addGap, []);
    expect(gaps).toEqual(Array.from({ length: 10 }, (_, i) => gap((i + 2) * 10, (i + 2) * 10 + 5)));
  });
});
