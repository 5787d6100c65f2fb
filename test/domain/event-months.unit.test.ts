import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expired, keptFrom, missingMonths, monthOf, MONTHS_AHEAD, MONTHS_BACK } from '../../src/domain/event-months.js';

const DAY = 86_400_000;
const utc = (text: string): Date => new Date(`${text}Z`);
const times = fc.date({ min: utc('2020-01-01T00:00:00'), max: utc('2035-12-31T23:59:59'), noInvalidDate: true });
const days = fc.option(fc.integer({ min: 30, max: 3_650 }));
const names = (months: readonly { readonly from: Date }[]) => months.map(({ from }) => from.toISOString().slice(0, 7));

describe('the months of the event log', () => {
  it('begin at midnight UTC of the first day, across the end of a year', () => {
    const month = { from: utc('2026-12-01T00:00:00'), to: utc('2027-01-01T00:00:00') };
    expect(monthOf(utc('2026-12-31T23:59:59.999'))).toEqual(month);
    expect(monthOf(utc('2026-11-30T23:59:59.999'), 1)).toEqual(month);
  });

  it('that are created are the last, the current and the next ones, and those of events without one', () => {
    const now = utc('2026-11-28T12:00:00');
    const none = { existing: [], waiting: [], kept: null };
    expect(names(missingMonths(now, none))).toEqual(['2026-10', '2026-11', '2026-12', '2027-01']);
    const waiting = ['0001-01-01', '2025-09-30', '2025-10-01', '2026-03-05', '2027-02-01', '9999-12-31'];
    const found = missingMonths(now, { ...none, waiting: waiting.map((day) => utc(`${day}T00:00:00`)) });
    expect(names(found)).toEqual(['2025-10', '2026-03', '2026-10', '2026-11', '2026-12', '2027-01']);
  });

  it('are not created within the range of earlier events', () => {
    const existing = [{ from: null, to: utc('2026-12-01T00:00:00') }];
    const now = utc('2026-11-28T12:00:00');
    expect(names(missingMonths(now, { existing, waiting: [utc('2026-03-05T00:00:00')], kept: null }))).toEqual([
      '2026-12',
      '2027-01',
    ]);
  });

  it('cover every event from a month before to two months after, whenever they are created, and never overlap', () => {
    fc.assert(
      fc.property(fc.array(times, { minLength: 1, maxLength: 6 }), fc.array(times), (nows, waiting) => {
        const existing: { from: Date; to: Date }[] = [];
        for (const now of nows) {
          existing.push(...missingMonths(now, { existing, waiting, kept: null }));
          expect(missingMonths(now, { existing, waiting, kept: null })).toEqual([]);
          for (const later of [-1, 0, MONTHS_AHEAD]) {
            const { from, to } = monthOf(now, later);
            for (const at of [from.getTime(), to.getTime() - 1]) {
              expect(existing.filter((month) => month.from.getTime() <= at && at < month.to.getTime())).toHaveLength(1);
            }
          }
        }
        expect(existing.length).toBeLessThanOrEqual(nows.length * (MONTHS_BACK + MONTHS_AHEAD + 1));
      }),
    );
  });
});

describe('a retention', () => {
  it('keeps every event for its days at least and 31 days longer at most', () => {
    fc.assert(
      fc.property(times, days, (now, retention) => {
        const kept = keptFrom(now, retention);
        expect(kept === null).toBe(retention === null);
        const age = (now.getTime() - (kept?.getTime() ?? 0)) / DAY;
        expect(age).toBeGreaterThanOrEqual(retention ?? 0);
        expect(age).toBeLessThanOrEqual((retention ?? Infinity) + 31);
      }),
    );
  });

  it('drops a part of the log if and only if all its events are older, and does not create it again', () => {
    fc.assert(
      fc.property(times, days, fc.array(times), (now, retention, waiting) => {
        const kept = keptFrom(now, retention);
        const months = [...new Set([...waiting, now].map((at) => monthOf(at).from.getTime()))];
        const existing = months.map((from) => monthOf(new Date(from)));
        const gone = expired(existing, kept);
        for (const part of existing) {
          expect(gone.includes(part)).toBe(kept !== null && part.to.getTime() - 1 < kept.getTime());
        }
        const left = existing.filter((part) => !gone.includes(part));
        const created = missingMonths(now, { existing: left, waiting, kept });
        expect(created.filter(({ from }) => kept !== null && from < kept)).toEqual([]);
        expect(expired([...left, ...created], kept)).toEqual([]);
      }),
    );
  });

  it('drops earlier events once their last month is older', () => {
    const existing = [{ from: null, to: utc('2026-12-01T00:00:00') }];
    expect(expired(existing, utc('2026-11-01T00:00:00'))).toEqual([]);
    expect(expired(existing, utc('2026-12-01T00:00:00'))).toEqual(existing);
  });
});
