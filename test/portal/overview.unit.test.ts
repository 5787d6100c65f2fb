import { describe, expect, it } from 'vitest';
import type { Connection } from '../../portal/src/api/connections.js';
import { summarizeConnection } from '../../portal/src/overview/connection-summary.js';
import { percentText, sharesOf } from '../../portal/src/overview/exposure-shares.js';
import { CONNECTED } from './support/connection.js';

describe('the ring of exposures', () => {
  it('adds up to 100 percent and shows a single public file among a million', () => {
    const shares = sharesOf({ private: 999_999, internal: 0, external: 0, public: 1 });
    expect(shares.map(({ access }) => access)).toEqual(['private', 'public']);
    expect(shares.reduce((sum, { percent }) => sum + percent, 0)).toBeCloseTo(100);
    expect(shares[1]!.percent).toBeGreaterThan(1);
  });

  it('is empty without files', () => {
    expect(sharesOf({ private: 0, internal: 0, external: 0, public: 0 })).toEqual([]);
  });

  it('never rounds a part to nothing or to the whole', () => {
    expect(percentText(0, 0)).toBe('0%');
    expect(percentText(1, 1000)).toBe('<1%');
    expect(percentText(999, 1000)).toBe('>99%');
    expect(percentText(1, 8)).toBe('13%');
    expect(percentText(8, 8)).toBe('100%');
  });
});

describe('the summary of a connection', () => {
  const healthy: Connection = {
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

  const lost: Connection = {
    ...healthy,
    status: 'needs_reauthorization',
    statusReason: reason,
    health: {
      state: 'action_required',
      since: '2026-11-27T15:47:00.000Z',
      reasons: [
        {
          code: 'reauthorization_required',
          state: 'action_required',
          message: 'Box no longer accepts our credentials.',
          remedy: null,
          since: '2026-11-27T15:47:00.000Z',
        },
      ],
    },
  };

  it('has the tone of its health, and says what needs attention', () => {
    expect(summarizeConnection(healthy)).toMatchObject({ tone: 'healthy', more: 0 });
    const noted: Connection = {
      ...healthy,
      apiCalls: { today: 1, thisMonth: 99, perMonth: 100, forecast: 100, bulkSlowedUntil: null },
    };
    const summary = summarizeConnection(noted);
    expect(summary.tone).toBe('healthy');
    expect(summary.text).toContain('API calls');
  });

  it('is in the API’s words if the user must act', () => {
    expect(summarizeConnection(lost)).toMatchObject({ tone: 'action_required', text: 'Box rejected the tokens.' });
  });

  it('counts what else needs attention', () => {
    const twice: Connection = { ...healthy, scan: { ...healthy.scan, state: 'paused', problems: 1 } };
    expect(summarizeConnection(twice).more).toBe(1);
  });

  it('is off after a disconnect, unless a step remains for the user', () => {
    expect(summarizeConnection({ ...healthy, status: 'disconnected' }).tone).toBe('disconnected');
    expect(summarizeConnection({ ...healthy, status: 'disconnected', statusReason: reason }).tone).toBe('step_remains');
  });
});
