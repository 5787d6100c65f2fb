import { describe, it } from 'vitest';
import { ROWS, titleOf } from './rows.js';
import { walkScan } from './support/walk-scan.js';
import { restoredWalker } from './support/walker.js';

const walker = restoredWalker();
const rows = ROWS.filter(({ call }) => ['folder', 'collaborations'].includes(call));

describe('an answer to a call for folders and collaborations', () => {
  it.each(rows.map((row) => [titleOf(row), row] as const))('%s', (_title, row) => walkScan(walker, row));
});
