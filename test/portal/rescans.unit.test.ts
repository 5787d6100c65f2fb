import { describe, expect, it } from 'vitest';
import type { Rescan } from '../../portal/src/api/scan.js';
import {
  delayExplanation,
  rescanActor,
  rescanCause,
  rescanDelay,
  rescanItem,
  rescanOutcome,
} from '../../portal/src/words/rescans.js';
import { pendingSentence } from '../../portal/src/words/scan-requests.js';
import { CONNECTED } from './support/connection.js';

const rescan: Rescan = {
  itemType: 'file',
  itemId: '1',
  name: 'Budget.xlsx',
  path: '/Finance/Budget.xlsx',
  cause: { eventType: 'SHARE', eventId: 'e1', at: '2026-11-27T10:00:00.000Z' },
  actor: { id: '7', login: 'ann@acme.example', name: 'Ann' },
  reason: 'modified',
  queuedAt: '2026-11-27T10:00:01.000Z',
  scannedAt: '2026-11-27T10:00:02.200Z',
  seconds: 1.2,
  delayAtBoxSeconds: 23_400,
  result: 'scanned',
  changed: [{ field: 'access', from: 'private', to: 'public' }],
  filesBelow: null,
  problem: null,
};
const outcome = (more: Partial<Rescan>) => rescanOutcome({ ...rescan, ...more });

describe('a priority rescan in words', () => {
  it('names the event, the person, the item and what changed', () => {
    expect([rescanItem(rescan), rescanCause(rescan), rescanActor(rescan), rescanOutcome(rescan)]).toEqual([
      '/Finance/Budget.xlsx',
      'Shared link created',
      'Ann',
      'Private → Public',
    ]);
    expect(rescanCause({ cause: { ...rescan.cause, eventType: 'MANUAL' } })).toBe('Scan requested');
  });

  it('tells our delay from Box’s', () => {
    expect(rescanDelay(rescan)).toBe('1.2 s');
    expect(delayExplanation(rescan)).toBe(
      'From when the change was known here, without pauses. Before that, Box took 6 h 30 min',
    );
    expect(rescanDelay({ seconds: null })).toBe('–');
  });

  it('says what changed in the words of the portal', () => {
    expect(
      outcome({
        changed: [
          { field: 'state', from: null, to: 'active' },
          { field: 'access', from: null, to: 'external' },
        ],
      }),
    ).toBe('New, External');
    expect(outcome({ changed: [{ field: 'state', from: 'trashed', to: 'active' }] })).toBe('In trash → Active');
    expect(
      outcome({
        changed: [
          { field: 'name', from: 'a.txt', to: 'b.txt' },
          { field: 'content', from: 'x', to: 'y' },
        ],
      }),
    ).toBe('Renamed from a.txt, new content');
    expect(outcome({ result: 'unchanged', changed: [], filesBelow: 3 })).toBe('No change, 3 files below rescanned');
    const size = (from: number, to: number) =>
      outcome({
        changed: [
          { field: 'content', from: 'x', to: 'y' },
          { field: 'size', from, to },
        ],
      });
    expect([size(2_901, 2_902), size(1_000, 2_000)]).toEqual(['New content', 'New content, 1 kB → 2 kB']);
    expect(outcome({ result: 'trashed' })).toBe('Moved to trash');
    expect(
      outcome({
        result: 'failed',
        problem: { code: 'box_rejected', message: 'Box rejected one of our calls.', remedy: null },
      }),
    ).toBe('Not scanned: Box rejected one of our calls.');
  });
});

describe('a request that has not taken effect', () => {
  it('says what it waits for, and nothing if it is about to', () => {
    const { scan } = CONNECTED;
    expect(pendingSentence(scan)).toBeNull();
    expect(pendingSentence({ ...scan, requested: 'pause', requestTakesEffect: 'now' })).toBeNull();
    expect(pendingSentence({ ...scan, requested: 'pause', requestTakesEffect: 'when a worker is back' })).toBe(
      'Pause requested, not yet: no worker is running. It takes effect when one is back.',
    );
  });
});
