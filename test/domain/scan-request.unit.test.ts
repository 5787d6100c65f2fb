import { describe, expect, it } from 'vitest';
import {
  effectOf,
  effectSentence,
  isInEffect,
  pendingAfter,
  pendingRequest,
  type ScanSituation,
} from '../../src/domain/scan-request.js';

const running: ScanSituation = {
  state: 'running',
  requested: null,
  isRestartRequested: false,
  isParked: false,
  hasWorker: true,
};
const paused: ScanSituation = { ...running, state: 'paused' };

describe('a request to a scan', () => {
  it('takes effect now if nothing keeps it', () => {
    for (const request of ['pause', 'resume', 'restart', 'promote'] as const) {
      expect(effectOf(request, running)).toBe('now');
    }
    expect(effectSentence('pause', running)).toBe('The scan pauses after the items in progress.');
  });

  it('waits for a worker, then for a new consent', () => {
    expect(effectOf('pause', { ...running, hasWorker: false, isParked: true })).toBe('when a worker is back');
    expect(effectOf('pause', { ...running, isParked: true })).toBe('after reauthorization');
    expect(effectSentence('promote', { ...running, hasWorker: false })).toBe(
      'The files are scanned next when a worker is back: none is running.',
    );
  });

  it('to restart or to scan files waits until a paused scan is resumed', () => {
    for (const held of [paused, { ...running, requested: 'pause' as const }]) {
      expect(effectOf('restart', held)).toBe('after resume');
      expect(effectOf('promote', held)).toBe('after resume');
      expect(effectOf('resume', held)).toBe('now');
    }
  });

  it('for what is so already says so', () => {
    expect(effectSentence('pause', paused)).toBe('The scan is already paused.');
    expect(effectSentence('resume', running)).toBe('The scan is not paused.');
    expect(isInEffect('pause', running)).toBe(false);
    expect(isInEffect('resume', paused)).toBe(false);
    expect(isInEffect('restart', running)).toBe(false);
    // A pause that has been requested can still be taken back.
    expect(isInEffect('resume', { ...running, requested: 'pause' })).toBe(false);
  });
});

describe('a pending request', () => {
  it('is cancelled by its opposite', () => {
    expect(pendingAfter('pause', running)).toBe('pause');
    expect(pendingAfter('resume', running)).toBeNull();
    expect(pendingAfter('resume', paused)).toBe('resume');
    expect(pendingAfter('pause', paused)).toBeNull();
  });

  it('of a parked scan to resume is pending until it runs', () => {
    expect(pendingAfter('resume', { state: 'waiting' })).toBe('resume');
  });

  it('to pause or resume is shown before one to restart; a stopped scan has none', () => {
    const both = { ...running, requested: 'pause' as const, isRestartRequested: true };
    expect(pendingRequest(both)).toBe('pause');
    expect(pendingRequest({ ...running, isRestartRequested: true })).toBe('restart');
    expect(pendingRequest({ ...both, state: 'stopped' })).toBeNull();
    expect(pendingRequest(running)).toBeNull();
  });
});
