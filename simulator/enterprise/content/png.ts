/** Documents as PNG images (ISO/IEC 15948): stripes, with the text in text chunks. */
import { crc32, deflateSync } from 'node:zlib';
import type { Document } from './document.js';
import { DEFLATE_OPTIONS } from './zip.js';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** The smallest side of an image, in pixels. */
const SIDE = 24;

/** An image without its end, which `pngEnd` returns. Longer documents are larger images. */
export function pngOf({ title, paragraphs }: Document): Buffer {
  const side = SIDE + Math.round(12 * Math.sqrt(paragraphs.length));
  const text = paragraphs.join('\n');
  const pixels = Buffer.alloc(side * (1 + side * 3));
  for (let y = 0; y < side; y += 1) {
    // Each line begins with its filter type: 0, none.
    for (let x = 0; x < side * 3; x += 1)
      pixels[y * (1 + side * 3) + 1 + x] = text.charCodeAt((x + y * 7) % text.length);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // 8 bits per channel, RGB; then the only compression and filter methods, and no interlacing.
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    textChunk('Title', title),
    textChunk('Description', text.slice(0, 2_000)),
    chunk('IDAT', deflateSync(pixels, DEFLATE_OPTIONS)),
  ]);
}

/** The end of an image, with a comment. */
export const pngEnd = (comment: string): Buffer =>
  Buffer.concat([textChunk('Comment', comment), chunk('IEND', Buffer.alloc(0))]);

const textChunk = (keyword: string, text: string): Buffer =>
  chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1'));

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const whole = Buffer.alloc(named.length + 8);
  whole.writeUInt32BE(data.length, 0);
  named.copy(whole, 4);
  whole.writeUInt32BE(crc32(named), whole.length - 4);
  return whole;
}
