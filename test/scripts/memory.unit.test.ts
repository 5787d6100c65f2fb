import { describe, expect, it } from 'vitest';
import { createMemoryLog, residentMib } from '../../scripts/demo/memory.js';

/** Above every process id that Linux or macOS gives. */
const NO_PROCESS = 2 ** 30;

describe('the memory of a process', () => {
  it('is what the process holds', async () => {
    const held = await residentMib(process.pid);
    const rss = process.memoryUsage.rss() / 2 ** 20;
    expect(held).toBeGreaterThan(rss / 2);
    expect(held).toBeLessThan(rss * 2);
  });

  it('is unknown, and nothing fails, when the process is gone', async () => {
    expect(await residentMib(NO_PROCESS)).toBeNull();
  });
});

describe('the log of it', () => {
  it('has one sample for each point of the scan that was reached', async () => {
    const log = createMemoryLog(NO_PROCESS);
    for (const percent of [3, 12, 15, 50, 99]) await log.look(percent);
    expect(log.samples).toEqual([
      { share: 10, mib: null },
      { share: 50, mib: null },
    ]);
  });
});
