import { describe, expect, it } from 'vitest';
import { changesOf, inBatches } from '../../../scripts/away/changes.js';

const files = Array.from({ length: 30 }, (_, index) => ({ fileId: String(index), name: `Plan ${index}.docx` }));

describe('the changes while no worker runs', () => {
  it('are one for each of the first files, of three kinds, the same for the same seed', () => {
    const actions = changesOf(files, 20, 1);
    expect(actions.map(({ fileId }) => fileId)).toEqual(files.slice(0, 20).map(({ fileId }) => fileId));
    expect(new Set(actions.map(({ type }) => type))).toEqual(new Set(['edit', 'share', 'rename']));
    expect(changesOf(files, 20, 1)).toEqual(actions);
    expect(changesOf(files, 20, 2)).not.toEqual(actions);
  });

  it('rename a file to a name of its own that keeps the extension', () => {
    const names = changesOf(files, 30, 0).flatMap(({ name }) => name ?? []);
    expect(names).toEqual(['Renamed 5.docx', 'Renamed 15.docx', 'Renamed 25.docx']);
  });

  it('are sent in batches without a rest', () => {
    expect(inBatches([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(inBatches([], 2)).toEqual([]);
  });
});
