import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ROWS, titleOf } from './rows.js';
import { differences, restore } from './support/scan.js';
import { openTargets } from './support/targets.js';
import { walkScan, type Walker } from './support/walk-scan.js';

let walker: Walker;
beforeAll(async () => {
  walker = await openTargets();
  expect(await differences(walker.enterprise)).toEqual([]);
});
afterAll(() => walker.enterprise.close());
beforeEach(async () => {
  await walker.enterprise.simulator.clearFaults();
  await restore(walker.enterprise);
});

const rows = ROWS.filter(({ call }) => ['users', 'root'].includes(call));

describe('an answer to a call for users and their roots', () => {
  it.each(rows.map((row) => [titleOf(row), row] as const))('%s', (_title, row) => walkScan(walker, row));
});
