import { describe, expect, it } from 'vitest';
import { ROWS, titleOf } from './rows.js';
import { differences, problems, promotionOf, rescan } from './support/scan.js';
import { aim } from './support/targets.js';
import { expectAllWell, expectStruck } from './support/walk-scan.js';
import { restoredWalker } from './support/walker.js';

const walker = restoredWalker();
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
