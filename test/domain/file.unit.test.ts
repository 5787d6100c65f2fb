import { describe, expect, it } from 'vitest';
import { extensionOf } from '../../src/domain/file.js';

describe('the extension of a file name', () => {
  it.each([
    ['a.TXT', 'txt'],
    ['archive.tar.gz', 'gz'],
    ['README', ''],
    ['.gitignore', ''],
    ['trailing.', ''],
  ])('of %j is %j', (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });
});
