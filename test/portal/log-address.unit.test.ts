import { describe, expect, it } from 'vitest';
import {
  endsNow,
  exportAddress,
  filtersIn,
  toLogQuery,
  withFilters,
} from '../../portal/src/activity-log/log-address.js';
import { wholeLog } from '../../portal/src/activity-log/whole-log.js';

const NOW = Date.parse('2026-11-24T12:00:00Z');
const filters = (query: string) => filtersIn(new URLSearchParams(query));

describe('the activity log’s address', () => {
  it('filters by what it names, and by nothing that makes no sense', () => {
    expect(filters('type=SHARE&category=shares&ip=%20192.0.2.1%20&range=day')).toEqual({
      type: 'SHARE',
      category: 'shares',
      ip: '192.0.2.1',
      range: 'day',
    });
    expect(filters('category=nonsense&range=century&from=then&to=&actorId=&other=1')).toEqual({});
  });

  it('goes by its own times before a range', () => {
    expect(filters('range=day&from=2026-11-01T00:00:00Z')).toEqual({ from: '2026-11-01T00:00:00Z' });
  });

  it('leaves its place in the list when another list is asked for', () => {
    const query = new URLSearchParams('type=SHARE&cursor=abc&asOf=1&event=c/e&eventAt=2026-11-01T00:00:00Z');
    expect(withFilters(query, { type: undefined, itemId: ' 12 ' }).toString()).toBe('itemId=12');
  });

  it('asks for all without a range, and for what is newer than its beginning with one', () => {
    expect(toLogQuery({}, NOW)).toEqual({});
    expect(toLogQuery({ range: 'hour' }, NOW)).toEqual({ after: '2026-11-24T11:00:00.000Z' });
  });

  it('includes the moment that a stretch begins with, which the API’s bound does not', () => {
    expect(toLogQuery({ from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' }, NOW)).toEqual({
      after: '2026-10-31T23:59:59.999Z',
      before: '2026-11-02T00:00:00.000Z',
    });
  });

  it('exports what it filters by', () => {
    expect(exportAddress({ type: 'SHARE', ip: '2001:db8::1' })).toBe(
      '/v1/activities?type=SHARE&ip=2001%3Adb8%3A%3A1&format=ndjson',
    );
  });

  it('knows whether the list grows', () => {
    expect(endsNow({}, NOW)).toBe(true);
    expect(endsNow({ to: '2026-11-24T11:59:59Z' }, NOW)).toBe(false);
  });
});

describe('the log as a whole', () => {
  const connection = (id: string, createdAt: string, from: string | null) => ({
    id,
    createdAt,
    backfill: from === null ? null : { from },
  });
  const connections = [
    connection('a', '2026-11-20T00:00:00Z', '2026-11-13T00:00:00Z'),
    connection('b', '2026-11-10T00:00:00Z', null),
  ];

  it('begins with the first connection’s', () => {
    expect(wholeLog({}, connections)).toEqual({ after: '2026-11-10T00:00:00.000Z' });
    expect(wholeLog({ connectionId: 'a' }, connections)).toMatchObject({ after: '2026-11-13T00:00:00.000Z' });
  });

  it('leaves the beginning to the API where there is none', () => {
    expect(wholeLog({ type: 'SHARE' }, [])).toEqual({ type: 'SHARE' });
    expect(wholeLog({ before: '2026-11-01T00:00:00Z' }, connections)).toEqual({ before: '2026-11-01T00:00:00Z' });
  });
});
