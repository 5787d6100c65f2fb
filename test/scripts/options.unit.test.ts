import { describe, expect, it } from 'vitest';
import { durationOption, parseOptions, shareOption, sizeFrom, UsageError, wholeNumber } from '../../scripts/options.js';

describe('an unknown option', () => {
  it('is rejected with a message of one line', () => {
    const parse = () => parseOptions({ args: ['--userz', '3'], options: { users: { type: 'string' } } });
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(/^Unknown option '--userz'; --help lists the options$/);
  });
});

describe('a numeric option', () => {
  it.each(['many', '-1', '1.5', '', ' 3', '1e3', '99999999999999999999'])('rejects "%s"', (text) => {
    expect(() => wholeNumber('users', text, 0)).toThrow(/^--users must be a whole number of at least 0, not /);
  });

  it('rejects a number below its minimum', () => {
    const given = { users: '1', files: '0', seed: '7', 'latency-ms': '40' };
    expect(sizeFrom(given)).toEqual({ users: 1, files: 0, seed: 7, latencyMs: 40 });
    expect(() => sizeFrom({ ...given, users: '0' })).toThrow(UsageError);
  });
});

describe('a share', () => {
  it.each(['-0.1', '1.5', 'half', '', '5%'])('rejects "%s"', (text) => {
    expect(() => shareOption('faults', text)).toThrow(/^--faults must be a number from 0 to 1, not /);
  });

  it.each([
    ['0', 0],
    ['0.05', 0.05],
    ['1', 1],
  ])('accepts "%s"', (text, share) => {
    expect(shareOption('faults', text)).toBe(share);
  });
});

describe('a duration', () => {
  it.each(['120', '2 m', '1h', '', '-3s'])('rejects "%s"', (text) => {
    expect(() => durationOption('hold', text)).toThrow(/^--hold must be a time such as 90s or 2m, not /);
  });

  it.each([
    ['90s', 90_000],
    ['2m', 120_000],
  ])('reads "%s" as milliseconds', (text, ms) => {
    expect(durationOption('hold', text)).toBe(ms);
  });
});
