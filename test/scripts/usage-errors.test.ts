import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

describe('a command with an unknown option', () => {
  it.each(['demo', 'dev', 'token', 'record-histories', 'rolling', 'soak', 'away', 'bench', 'bench-fairness'])(
    '%s prints one line and exits with code 2',
    (command) => {
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
    },
  );
});
