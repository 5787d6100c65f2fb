import { describe, expect, it } from 'vitest';
import type { Connection } from '../../portal/src/api/connections.js';
import { standingOf } from '../../portal/src/overview/connection-summary.js';
import { percentText, sharesOf } from '../../portal/src/overview/exposure-shares.js';
import { CONNECTED } from './support/connection.js';

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

describe('how a connection stands', () => {
  const fine: Connection = {
    ...CONNECTED,
    scan: {
      ...CONNECTED.scan,
      state: 'idle',
      finishedAt: '2026-11-24T11:00:00.000Z',
      users: { total: 1, done: 1, skipped: 0 },
      folders: { listed: 1, waiting: 0 },
    },
  };
  const reason = { code: 'x', message: 'Box rejected the tokens.', remedy: null };

  it('is fine when there is nothing to do', () => {
    expect(standingOf(fine)).toMatchObject({ level: 'fine', more: 0 });
  });

  it('is first what somebody has to do, in the API’s own words', () => {
    const broken: Connection = { ...fine, status: 'needs_reauthorization', statusReason: reason };
    expect(standingOf(broken)).toMatchObject({ level: 'act', text: 'Box rejected the tokens.' });
    for (const status of ['awaiting_consent', 'consent_denied', 'consent_expired'] as const) {
      expect(standingOf({ ...fine, status }).level).toBe('act');
    }
  });

  it('is to be looked at when it works, but not as well as it could', () => {
    expect(standingOf({ ...fine, statusReason: reason }).level).toBe('look');
    const twice: Connection = {
      ...fine,
      scan: { ...fine.scan, state: 'paused', problems: 1 },
    };
    expect(standingOf(twice)).toMatchObject({ level: 'look', more: 1 });
    expect(standingOf({ ...fine, apiCalls: { today: 1, thisMonth: 99, perMonth: 100 } }).level).toBe('look');
  });

  it('is nobody’s any more after a disconnect, unless something was left to do', () => {
    expect(standingOf({ ...fine, status: 'disconnected' }).level).toBe('off');
    expect(standingOf({ ...fine, status: 'disconnected', statusReason: reason }).level).toBe('act');
  });
});
