import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ROWS, titleOf } from './rows.js';
import { differences, problems, promotionOf, rescan, restore } from './support/scan.js';
import { aim, openTargets } from './support/targets.js';
import { expectAllWell, expectStruck, type Walker } from './support/walk-scan.js';

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

const rows = ROWS.filter(({ call }) => call === 'file');

describe('an answer to a call of the express lane', () => {
  it.each(rows.map((row) => [titleOf(row), row] as const))('%s', async (_title, row) => {
    const { enterprise, targets } = walker;
    const { file, otherFile } = targets;
    await enterprise.simulator.act([file, otherFile].map(({ fileId }) => ({ type: 'edit', fileId })));
    const once = row.times === 'once' ? { count: 1 } : {};
    await enterprise.simulator.fault({ ...row.answer.fault, ...aim(row, targets), ...once });
    const both = [file, otherFile].map(({ fileId, ownerId }) => promotionOf('file', fileId, ownerId));
    const failures = await rescan(enterprise, both);
    await expectStruck(enterprise);
    if (row.then === 'parked') {
      expect(failures).toEqual([]);
      expect(await problems(enterprise)).toEqual([`file ${file.fileId} ${row.problem ?? ''}`]);
      expect((await differences(enterprise)).length).toBe(1);
      await enterprise.simulator.clearFaults();
      await rescan(enterprise, both.slice(0, 1));
    }
    await expectAllWell(enterprise);
  });
});
