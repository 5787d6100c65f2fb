import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseOptions, sizeOf, UsageError, wholeNumber } from '../../scripts/options.js';

describe('an option that a command does not have', () => {
  it('is refused in one line', () => {
    const parse = () => parseOptions({ args: ['--userz', '3'], options: { users: { type: 'string' } } });
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(/^Unknown option '--userz'; --help lists the options$/);
  });

  it.each(['demo', 'dev', 'token', 'record-histories'])('ends %s with one line and exit code 2', (command) => {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      ['--import', 'tsx', `scripts/${command}.ts`, '--userz', '3'],
      { encoding: 'utf8' },
    );
    expect({ status, stdout, lines: stderr.trim().split('\n') }).toEqual({
      status: 2,
      stdout: '',
      lines: [expect.stringContaining("'--userz'")],
    });
  });
});

describe('a number of an option', () => {
  it.each(['many', '-1', '1.5', '', ' 3', '1e3', '99999999999999999999'])('is not "%s"', (text) => {
    expect(() => wholeNumber('users', text, 0)).toThrow(/^--users must be a whole number of at least 0, not /);
  });

  it('is at least what the option needs', () => {
    const given = { users: '1', files: '0', seed: '7', 'latency-ms': '40' };
    expect(sizeOf(given)).toEqual({ users: 1, files: 0, seed: 7, latencyMs: 40 });
    expect(() => sizeOf({ ...given, users: '0' })).toThrow(UsageError);
  });
});
