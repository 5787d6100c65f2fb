import { describe, expect, it } from 'vitest';
import type { ScanFigures } from '../../src/domain/scan.js';
import { readableClock, readableTime } from '../../workflows/support/details.js';
import { scanLines, type ScanView } from '../../workflows/support/scan-details.js';

const figures: ScanFigures = {
  startedAt: '2026-11-28T15:00:00.000Z',
  countedAt: '2026-11-28T15:10:00.000Z',
  users: { done: 12, total: 38, skipped: 2 },
  folders: { listed: 1_300, waiting: 650 },
  files: 126_000,
  problems: 1,
};
const running: ScanView = {
  phase: 'crawling',
  generation: 4,
  isPaused: false,
  isParked: false,
  restartRequested: false,
  nextScanAt: null,
  figures,
  queue: { waiting: 3, inFlight: 2, isSpilled: false },
  limitedUntil: null,
};
const lines = (view: Partial<ScanView> = {}) => scanLines({ ...running, ...view });

describe('the details of a scan', () => {
  it('say how far it is, in numbers', () => {
    expect(lines()).toEqual([
      'Scan 4: listing folders. Changed files are scanned first.',
      'Users: 12 of 38 done, 2 skipped · folders: 1,300 listed, 650 waiting · files: 126,000 · 210 files/s · about 5 min left · parked: 1',
      'Priority rescans: 3 waiting, 2 in progress.',
    ]);
  });

  it('say what it waits for, and until when', () => {
    expect(lines({ limitedUntil: '15:10:30 UTC' }).at(-1)).toBe('Box limits the rate: next call at 15:10:30 UTC.');
    expect(lines({ phase: 'idle', nextScanAt: '29 Nov 2026, 15:10 UTC' })[0]).toContain(
      'The next one starts at 29 Nov 2026, 15:10 UTC.',
    );
    expect(lines({ isParked: true })[0]).toContain('Waiting for a new consent.');
  });

  it('promise no pace and no end while it stands still', () => {
    for (const still of [{ isPaused: true }, { isParked: true }, { phase: 'idle' as const }]) {
      expect(lines(still)[1]).not.toMatch(/files\/s|left/);
    }
  });

  it('say that a restart waits for the scan to be resumed', () => {
    expect(lines({ isPaused: true, restartRequested: true })[0]).toBe(
      'Scan 4 is paused and restarts when it is resumed.',
    );
  });

  it('have no numbers before the first are known', () => {
    expect(lines({ figures: null, queue: { waiting: 0, inFlight: 0, isSpilled: false } })).toEqual([
      'Scan 4: listing folders. Changed files are scanned first.',
      'Priority rescans: none waiting.',
    ]);
  });
});

describe('a time in the details', () => {
  it('can be read, in UTC', () => {
    expect(readableTime('2026-11-28T15:11:50.963Z')).toBe('28 Nov 2026, 15:11 UTC');
    expect(readableClock('2026-11-28T15:11:50.963Z')).toBe('15:11:50 UTC');
  });
});
