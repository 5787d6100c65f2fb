import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChild, type Child } from '../../scripts/stack/child.js';
import { eventually } from '../../scripts/stack/eventually.js';
import { supervise } from '../../scripts/stack/supervise.js';

let folder: string;
let child: Child | undefined;
let stopWatching: (() => void) | undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'boxward-supervise-'));
});
afterEach(async () => {
  stopWatching?.();
  await child?.kill();
  await rm(folder, { recursive: true, force: true });
});

/** A process that is ready once it has printed its number: how often it was started. */
function counted(script: string): Child {
  return createChild({
    name: 'The worker',
    command: process.execPath,
    args: [
      '-e',
      `const f = '${folder}/starts'; const fs = require('node:fs'); let n = 1; try { n = Number(fs.readFileSync(f)) + 1 } catch {} fs.writeFileSync(f, String(n)); ${script}`,
    ],
    logFile: path.join(folder, 'worker.log'),
    isReady: (log) => log.includes('ready'),
  });
}
const starts = async (): Promise<number> => Number(await readFile(path.join(folder, 'starts'), 'utf8'));
const quick = { pausesMs: [10, 10], everyMs: 20 };

describe('a process of npm run dev', () => {
  it('that is killed is reported with the end of its log, and started again', async () => {
    child = counted("console.log('ready'); console.log('about to end'); setInterval(() => {}, 1000)");
    await child.start();
    const said: string[] = [];
    stopWatching = supervise([child], (line) => said.push(line), quick);
    process.kill(Number(child.pid), 'SIGKILL');
    await eventually(starts, (count) => count === 2);
    await eventually(
      async () => said.join('\n'),
      (text) => text.includes('The worker is running again'),
    );
    expect(said[0]).toContain('The worker ended by itself');
    expect(said[0]).toContain('about to end');
  });

  it('that ends each time is given up after some tries, which is said', async () => {
    child = counted("console.log('ready'); console.log('no configuration'); process.exit(1)");
    await writeFile(path.join(folder, 'starts'), '0');
    await child.start();
    const said: string[] = [];
    stopWatching = supervise([child], (line) => said.push(line), quick);
    await eventually(
      async () => said.join('\n'),
      (text) => text.includes('is not started again'),
    );
    expect(await starts()).toBe(3);
    expect(said.join('\n')).toContain('no configuration');
  });
});
