import { describe, expect, it } from 'vitest';
import { parseOptions, sizeFrom, UsageError, wholeNumber } from '../../scripts/options.js';

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
