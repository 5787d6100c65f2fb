import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseByteRange } from '../../../simulator/box/items/byte-range.js';

describe('the bytes that a Range header selects', () => {
  it('is the requested part as far as the file has it, and the whole file for a malformed header', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.nat(100), (from, more, size) => {
        const part = parseByteRange(`bytes=${from}-${from + more}`, size);
        expect(part).toEqual(from < size ? { first: from, last: Math.min(from + more, size - 1) } : 'none');
      }),
    );
    for (const malformed of [undefined, '', 'bytes=-', 'bytes=5-3', 'pages=1-2', 'bytes=0-1,3-4']) {
      expect(parseByteRange(malformed, 10)).toBe('whole');
    }
  });
});
