import { describe, expect, it } from 'vitest';
import { createMemoryLog, residentMib } from '../../scripts/demo/memory.js';

/** Above every process id on Linux and macOS. */
const NO_PROCESS = 2 ** 30;

describe('the resident memory of a process', () => {
  it('is measured in MiB', async () => {
    const resident = await residentMib(process.pid);
    const rss = process.memoryUsage.rss() / 2 ** 20;
    expect(resident).toBeGreaterThan(rss / 2);
    expect(resident).toBeLessThan(rss * 2);
  });

  it('is null when the process does not exist', async () => {
    expect(await residentMib(NO_PROCESS)).toBeNull();
  });
});

describe('the memory log of a scan', () => {
  it('has one sample for each mark that the scan has passed', async () => {
    const log = createMemoryLog(NO_PROCESS);
    for (const percent of [3, 12, 15, 50, 99]) await log.sample(percent);
    expect(log.samples).toEqual([
      { percent: 10, mib: null },
      { percent: 50, mib: null },
    ]);
  });
});
