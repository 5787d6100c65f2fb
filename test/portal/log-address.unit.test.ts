import { describe, expect, it } from 'vitest';
import {
  changeFilters,
  exportAddress,
  includesNow,
  readFilters,
  toLogQuery,
} from '../../portal/src/activity-log/log-address.js';
import { wholeLog } from '../../portal/src/activity-log/whole-log.js';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const filters = (query: string) => readFilters(new URLSearchParams(query));

describe('the activity log’s address', () => {
  it('sets the filters that it names, and ignores invalid ones', () => {
    expect(filters('type=SHARE&category=shares&ip=%20192.0.2.1%20&range=day')).toEqual({
      type: 'SHARE',
      category: 'shares',
      ip: '192.0.2.1',
      range: 'day',
    });
    expect(filters('category=nonsense&range=century&from=then&to=&actorId=&other=1')).toEqual({});
  });

  it('prefers times to a range', () => {
    expect(filters('range=day&from=2026-11-01T00:00:00Z')).toEqual({ from: '2026-11-01T00:00:00Z' });
  });

  it('returns to the first page when a filter changes', () => {
    const query = new URLSearchParams('type=SHARE&cursor=abc&asOf=1&event=c/e&eventAt=2026-11-01T00:00:00Z');
    expect(changeFilters(query, { type: undefined, itemId: ' 12 ' }).toString()).toBe('itemId=12');
  });

  it('requests all events without a range, and those after its start with one', () => {
    expect(toLogQuery({}, NOW)).toEqual({});
    expect(toLogQuery({ range: 'hour' }, NOW)).toEqual({ after: '2026-11-24T11:00:00.000Z' });
  });

  it('includes the start of a time range, which the API’s own bound excludes', () => {
    expect(toLogQuery({ from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' }, NOW)).toEqual({
      after: '2026-10-31T23:59:59.999Z',
      before: '2026-11-02T00:00:00.000Z',
    });
  });

  it('exports the filtered events', () => {
    expect(exportAddress({ type: 'SHARE', ip: '2001:db8::1' })).toBe(
      '/v1/activities?type=SHARE&ip=2001%3Adb8%3A%3A1&format=ndjson',
    );
  });

  it('includes new events unless its range has ended', () => {
    expect(includesNow({}, NOW)).toBe(true);
    expect(includesNow({ to: '2026-11-24T11:59:59Z' }, NOW)).toBe(false);
  });
});

describe('the whole log', () => {
  const connection = (id: string, createdAt: string, from: string | null) => ({
    id,
    createdAt,
    backfill: from === null ? null : { from },
  });
  const connections = [
    connection('a', '2026-11-20T00:00:00Z', '2026-11-13T00:00:00Z'),
    connection('b', '2026-11-10T00:00:00Z', null),
  ];

  it('starts with the earliest connection', () => {
    expect(wholeLog({}, connections)).toEqual({ after: '2026-11-10T00:00:00.000Z' });
    expect(wholeLog({ connectionId: 'a' }, connections)).toMatchObject({ after: '2026-11-13T00:00:00.000Z' });
  });

  it('lets the API choose the start if no connection has one', () => {
    expect(wholeLog({ type: 'SHARE' }, [])).toEqual({ type: 'SHARE' });
    expect(wholeLog({ before: '2026-11-01T00:00:00Z' }, connections)).toEqual({ before: '2026-11-01T00:00:00Z' });
  });
});
