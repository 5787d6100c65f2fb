import { describe, expect, it } from 'vitest';
import { attentionOf, type Watched } from '../../portal/src/overview/attention.js';
import { percentText, sharesOf } from '../../portal/src/overview/exposure-shares.js';

describe('the ring of exposures', () => {
  it('is whole, and shows one public file among a million', () => {
    const shares = sharesOf({ private: 999_999, internal: 0, external: 0, public: 1 });
    expect(shares.map(({ access }) => access)).toEqual(['private', 'public']);
    expect(shares.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100);
    expect(shares[1]!.percent).toBeGreaterThan(1);
  });

  it('is empty where there are no files', () => {
    expect(sharesOf({ private: 0, internal: 0, external: 0, public: 0 })).toEqual([]);
  });

  it('never calls nothing what is there', () => {
    expect(percentText(0, 0)).toBe('0%');
    expect(percentText(1, 1000)).toBe('<1%');
    expect(percentText(999, 1000)).toBe('>99%');
    expect(percentText(1, 8)).toBe('13%');
    expect(percentText(8, 8)).toBe('100%');
  });
});

describe('what needs attention', () => {
  const fine: Watched = {
    status: 'connected',
    statusReason: null,
    coverage: 'full',
    lastTest: { status: 'passed' },
    eventStream: { state: 'following' },
    scan: { state: 'idle', problems: 0 },
  };

  it('is nothing when all is well', () => {
    expect(attentionOf(fine)).toEqual({ level: 'fine', text: 'All is well' });
  });

  it('is first what somebody has to do, in the API’s own words', () => {
    const reason = { code: 'x', message: 'Box rejected the tokens', remedy: null };
    const broken: Watched = { ...fine, status: 'needs_reauthorization', statusReason: reason, coverage: 'limited' };
    expect(attentionOf(broken)).toEqual({ level: 'act', text: 'Box rejected the tokens' });
    expect(attentionOf({ ...fine, status: 'awaiting_consent' }).level).toBe('act');
    expect(attentionOf({ ...fine, lastTest: { status: 'failed' } }).level).toBe('act');
  });

  it('is to be looked at when not everything is seen', () => {
    expect(attentionOf({ ...fine, coverage: 'own_files' }).level).toBe('look');
    expect(attentionOf({ ...fine, eventStream: { state: 'unavailable' } }).level).toBe('look');
    expect(attentionOf({ ...fine, scan: { state: 'idle', problems: 1 } }).text).toBe('1 item could not be scanned');
    expect(attentionOf({ ...fine, scan: { state: 'paused', problems: 0 } }).level).toBe('look');
  });

  it('is nobody’s any more after a disconnect', () => {
    expect(attentionOf({ ...fine, status: 'disconnected' }).level).toBe('off');
  });
});
