/** ZIP archives (PKWARE's APPNOTE.TXT), as much as office documents need. */
import { constants, crc32, deflateRawSync } from 'node:zlib';

/** A file in an archive. */
export interface ZipEntry {
  /** ASCII, with forward slashes. */
  readonly name: string;
  readonly content: string | Buffer;
}

/** Disables zlib's string matching, which depends on the processor: the bytes of a seed must be the same everywhere. */
export const DEFLATE_OPTIONS = { strategy: constants.Z_HUFFMAN_ONLY } as const;

const VERSION = 20;
const DEFLATED = 8;
/** 1 January 2020, 00:00, as an MS-DOS date and time. */
const DOS_TIME = ((40 << 25) | (1 << 21) | (1 << 16)) >>> 0;

/** An archive without its last bytes, the comment and its length, which `zipComment` returns. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes, DEFLATE_OPTIONS);
    const common = numbers(
      [2, VERSION], [2, 0], [2, DEFLATED], [4, DOS_TIME], [4, crc32(bytes)], [4, packed.length], [4, bytes.length], [2, name.length], [2, 0],
    ); // prettier-ignore
    const file = Buffer.concat([numbers([4, 0x04034b50]), common, Buffer.from(name), packed]);
    files.push(file);
    directory.push(
      numbers([4, 0x02014b50], [2, VERSION]), common, numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), Buffer.from(name),
    ); // prettier-ignore
    offset += file.length;
  }
  const listing = Buffer.concat(directory);
  const end = numbers(
    [4, 0x06054b50], [2, 0], [2, 0], [2, entries.length], [2, entries.length], [4, listing.length], [4, offset],
  ); // prettier-ignore
  return Buffer.concat([...files, listing, end]);
}

/** The last bytes of an archive: its comment, at most 65,535 bytes of ASCII. */
export const zipComment = (text: string): Buffer =>
  Buffer.concat([numbers([2, text.length]), Buffer.from(text, 'latin1')]);

/** Encodes little-endian numbers, given as size in bytes and value. */
function numbers(...fields: readonly (readonly [bytes: number, value: number])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [bytes, value] of fields) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
}
