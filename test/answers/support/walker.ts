/** The set-up of the files that walk the rows of the scan. */
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { differences, restore } from './scan.js';
import { openTargets } from './targets.js';
import type { Walker } from './walk-scan.js';

/** Registers the hooks of a test file that has a scanned enterprise, restored and without faults before each test. */
export function restoredWalker(): Walker {
  let opened: Walker;
  beforeAll(async () => {
    opened = await openTargets();
    expect(await differences(opened.enterprise)).toEqual([]);
  });
  afterAll(() => opened.enterprise.close());
  beforeEach(async () => {
    await opened.enterprise.simulator.clearFaults();
    await restore(opened.enterprise);
  });
  return {
    get enterprise() {
      return opened.enterprise;
    },
    get targets() {
      return opened.targets;
    },
  };
}
