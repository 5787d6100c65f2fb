import { describe, expect, it } from 'vitest';
import { missingFromTrash, trashKey, type TrashedItem } from '../../src/domain/trash.js';

const file = (itemId: string, ...above: string[]): TrashedItem => ({ itemType: 'file', itemId, above });
const folder = (itemId: string, ...above: string[]): TrashedItem => ({ itemType: 'folder', itemId, above });
const missing = (items: TrashedItem[], ...listed: TrashedItem[]) =>
  missingFromTrash(items, new Set(listed.map(trashKey))).map(({ top, below }) => [
    trashKey(top),
    ...below.map(trashKey),
  ]);

describe('what is missing from the trash', () => {
  it('is nothing that Box lists there, and nothing below a folder that it lists', () => {
    const items = [file('1'), folder('2'), file('3', '2'), folder('4', '2'), file('5', '2', '4')];
    expect(missing(items, file('1'), folder('2'))).toEqual([]);
  });

  it('is grouped by the highest missing folder', () => {
    const items = [file('1'), file('5', '2', '4'), folder('4', '2'), folder('2')];
    expect(missing(items)).toEqual([['file/1'], ['folder/2', 'file/5', 'folder/4']]);
  });

  it('does not include what was trashed before its folder, and stays there', () => {
    expect(missing([folder('2'), file('3', '2')], file('3', '2'))).toEqual([['folder/2']]);
  });

  it('tells a file from a folder with the same id', () => {
    expect(missing([file('7')], folder('7'))).toEqual([['file/7']]);
  });
});
