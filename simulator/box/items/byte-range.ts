/** The `Range` header (RFC 9110, section 14). */

/** The first and last byte to send; `whole` without a range, `none` for a range outside the file. */
export type ByteRange = { readonly first: number; readonly last: number } | 'whole' | 'none';

/**
 * Parses a `Range` header for a file of `size` bytes. Multiple ranges, other units and malformed headers are ignored,
 * as RFC 9110 allows.
 */
export function parseByteRange(header: string | undefined, size: number): ByteRange {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return 'whole';
  if (from === '')
    return Number(to) > 0 && size > 0 ? { first: Math.max(size - Number(to), 0), last: size - 1 } : 'none';
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return 'whole';
  return first < size ? { first, last } : 'none';
}
