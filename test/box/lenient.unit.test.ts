import { describe, expect, it } from 'vitest';
import { asFlag, asId, asObject, asSize, asText, asTextOrNull, asTime } from '../../src/box/lenient.js';

describe('an id', () => {
  it.each([
    ['27', '27'],
    [27, '27'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['a_b-c', 'a_b-c'],
    ['x'.repeat(100), 'x'.repeat(100)],
    // JavaScript has rounded it: it may be the id of another item.
    [2 ** 60, null],
    [1.5, null],
    ['x'.repeat(101), null],
    ['', null],
    ['../7', null],
    ['7/content', null],
    [true, null],
    [['7'], null],
  ])('%j is read as %j', (sent, expected) => {
    expect(asId(sent)).toBe(expected);
  });
});

describe('a text', () => {
  it('is kept as it is up to 1,000 characters, and cut beyond them', () => {
    expect(asText('x'.repeat(1_000))).toBe('x'.repeat(1_000));
    expect(asText('x'.repeat(1_001))).toBe('x'.repeat(1_000));
  });

  it('is null rather than empty where a field is optional', () => {
    expect([asTextOrNull(''), asTextOrNull(null), asTextOrNull({}), asTextOrNull(0)]).toEqual([null, null, null, '0']);
  });
});

describe('an object', () => {
  it('is neither a text, nor a list, nor null', () => {
    expect([asObject('text'), asObject([]), asObject(null), asObject(7)]).toEqual([null, null, null, null]);
    expect(asObject({ a: 1 })).toEqual({ a: 1 });
  });
});

describe('a size', () => {
  it.each([
    [12, 12],
    [' 12 ', 12],
    [12.9, 12],
    [0, 0],
    ['', 0],
    ['large', 0],
    [-5, 0],
    [true, 0],
    [[5], 0],
    [null, 0],
  ])('%j is read as %j', (sent, expected) => {
    expect(asSize(sent)).toBe(expected);
  });
});

describe('a yes or no', () => {
  it.each([
    [true, true],
    ['true', true],
    ['TRUE', true],
    [1, true],
    ['1', true],
    [false, false],
    ['False', false],
    [0, false],
    ['0', false],
    [null, false],
    [undefined, false],
  ])('%j is %j, whatever an unreadable one would be', (sent, expected) => {
    expect([asFlag(sent, true), asFlag(sent, false)]).toEqual([expected, expected]);
  });

  it.each([['maybe'], [2], [{}], ['']])('%j is what the caller wants for an unreadable one', (sent) => {
    expect([asFlag(sent, true), asFlag(sent, false)]).toEqual([true, false]);
  });
});

describe('a time', () => {
  it.each([
    [' 2026-03-27T23:26:54Z ', '2026-03-27T23:26:54.000Z'],
    ['2026-03-27T23:26Z', '2026-03-27T23:26:00.000Z'],
    ['2026-03-27T23:26:54.120Z', '2026-03-27T23:26:54.120Z'],
    ['2026-03-27T23:26:54-07', '2026-03-28T06:26:54.000Z'],
    ['Fri, 27 Mar 2026 16:26:54 -0700', '2026-03-27T23:26:54.000Z'],
    // The first and the last that Postgres stores and RFC 3339 can write.
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
    ['9999-12-31T23:59:59-01:00', null],
    ['0001-01-01T00:00:00+01:00', null],
    // Seconds as long as they are before the year 5138, then milliseconds.
    [99_999_999_999, '5138-11-16T09:46:39.000Z'],
    [100_000_000_000, '1973-03-03T09:46:40.000Z'],
    // What follows or precedes a time makes it another text.
    ['2026-03-27 or later', null],
    ['on Fri, 27 Mar 2026 23:26:54 GMT', null],
    ['Fri, 27 Mar 2026 23:26:54 GMT (a Friday)', null],
    ['Fri, 27 Mar 2026 23:26:54 -070012', null],
  ])('%j is read as %j', (sent, expected) => {
    expect(asTime(sent)).toBe(expected);
  });
});
