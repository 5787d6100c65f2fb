import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../../../scripts/stack/folder.js';

const run = promisify(execFile);
const COMMAND = fileURLToPath(new URL('../../../scripts/chaos.ts', import.meta.url));
const results = z.object({
  totals: z.object({ rounds: z.number(), losses: z.number(), untrue: z.number() }),
  rounds: z.array(z.object({ seed: z.number(), recoveryMs: z.number().nullable(), samples: z.number() })),
});

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder('chaos-test');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Blows that end within seconds. */
const CHEAP = 'kill:worker-1,terminate:worker-2,kill:api,reset:simulator,fault:429,fault:500,fault:502html';

describe('a stack under blows', () => {
  it('recovers by itself, loses nothing, and says nothing untrue', async () => {
    const file = path.join(folder, 'results.json');
    const args = ['--seed', '7', '--rounds', '2', '--only', CHEAP, '--recovery-minutes', '1', '--json', file];
    const { stdout } = await run(process.execPath, ['--import', 'tsx', COMMAND, ...args]).catch((error: unknown) => {
      // The report of the rounds says what was lost.
      throw error instanceof Error && 'stdout' in error ? new Error(String(error.stdout)) : error;
    });
    expect(stdout).toContain('2, 0 failed');
    const { totals, rounds } = results.parse(JSON.parse(await readFile(file, 'utf8')));
    expect(totals).toMatchObject({ rounds: 2, losses: 0, untrue: 0 });
    for (const { recoveryMs, samples } of rounds) {
      expect(recoveryMs).not.toBeNull();
      expect(samples).toBeGreaterThan(0);
    }
  });
});
