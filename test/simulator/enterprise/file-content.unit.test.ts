import { createHash } from 'node:crypto';
import { crc32, inflateRawSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  bytesOf,
  generateTemplate,
  sha1Of,
  sizeOf,
  templateOfSize,
} from '../../../simulator/enterprise/content/index.js';
import { createRandomSource, KINDS } from '../../../simulator/enterprise/content/document.js';
import { FORMATS } from '../../../simulator/enterprise/content/formats.js';
import { cardNumber } from '../../../simulator/enterprise/content/writers.js';

const jsonDocument = z.looseObject({ rows: z.array(z.unknown()), revision: z.string() });
const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
/** Without the greatest length: those documents take long to generate, in the same way. */
const template = fc
  .record({ kind: fc.constantFrom(...KINDS), extension: fc.constantFrom(...Object.keys(FORMATS)), length: fc.nat(2) })
  .map(({ kind, extension, length }) => `${kind}.${extension}.${length}`);
const file = fc.record({
  id: fc.integer({ min: 900_000_000_000, max: 999_999_999_999 }).map(String),
  version: fc.integer({ min: 1, max: 1_000 }),
  template,
});
const fileOf = (extension: string, kind = 'payroll', version = 1) => ({
  id: '900000000123',
  version,
  template: `${kind}.${extension}.1`,
});

describe('the content of a file', () => {
  it('has the size and SHA-1 of a listing, in every kind and format', () => {
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 3 }), (each, seed) => {
        const bytes = bytesOf(seed, each);
        expect([sha1Of(seed, each), sizeOf(seed, each)]).toEqual([sha1(bytes), bytes.length]);
      }),
    );
  });

  it('differs between files and between versions', () => {
    fc.assert(
      fc.property(file, file, (one, other) => {
        fc.pre(one.id !== other.id || one.version !== other.version || one.template !== other.template);
        expect(sha1Of(1, one)).not.toBe(sha1Of(1, other));
      }),
    );
  });

  it('is determined by the seed', () => {
    expect(bytesOf(1, fileOf('docx'))).toEqual(bytesOf(1, fileOf('docx')));
    expect(sha1Of(1, fileOf('docx'))).not.toBe(sha1Of(2, fileOf('docx')));
  });

  it('has the kind and format of its name, and a length drawn for its id', () => {
    const keys = Array.from({ length: 4_000 }, (_, i) =>
      generateTemplate(1, String(900_000_000_000 + i), 'Payroll 2024 1.xlsx'),
    );
    expect(new Set(keys.map((key) => key.replace(/\d$/, '')))).toEqual(new Set(['payroll.xlsx.']));
    const share = (length: number) => keys.filter((key) => key.endsWith(String(length))).length / keys.length;
    expect([share(0), share(1), share(2), share(3)].map((each) => Math.round(each * 20) / 20)).toEqual([
      0.5, 0.35, 0.15, 0,
    ]);
    expect(share(3)).toBeGreaterThan(0);
    expect(generateTemplate(1, '900000000001', 'README-900000000001')).toMatch(/^minutes\.txt\.\d$/);
  });

  it('has about the size that an upload requests', () => {
    const sizes = [500, 5_000, 50_000].map((wanted) => {
      const size = sizeOf(1, { id: '1', version: 1, template: templateOfSize('a.txt', wanted) });
      return size / wanted > 0.3 && size / wanted < 3;
    });
    expect(sizes).toEqual([true, true, true]);
  });
});

describe('a document', () => {
  it('is valid text, Markdown, CSV and JSON that ends with its file and version', () => {
    expect(bytesOf(1, fileOf('txt')).toString()).toMatch(/^Payroll .*\n(.*\n)*File 900000000123, version 1\..*\n$/);
    expect(bytesOf(1, fileOf('md')).toString()).toMatch(/^# Payroll .*\n(.*\n)*\| --- \|/);
    const rows = bytesOf(1, fileOf('csv')).toString().trimEnd().split('\r\n');
    expect(rows).toHaveLength(32);
    expect(rows.every((row) => /^"[^"]*","[^"]*","[^"]*","[^"]*"$/.test(row))).toBe(true);
    const parsed = jsonDocument.parse(JSON.parse(bytesOf(1, fileOf('json')).toString()));
    expect([parsed.rows.length, parsed.revision.slice(0, 29)]).toEqual([30, 'File 900000000123, version 1.']);
  });

  it('is a valid archive as Word, Excel, PowerPoint and ZIP, with correct lengths and checksums', () => {
    for (const [extension, part, words] of [
      ['docx', 'word/document.xml', '<w:t>Payroll '],
      ['xlsx', 'xl/worksheets/sheet1.xml', '<t>Employee</t>'],
      ['pptx', 'ppt/slides/slide1.xml', '<a:t>Payroll '],
      ['zip', 'document.txt', 'Payroll '],
    ] as const) {
      const { parts, comment } = unzip(bytesOf(1, fileOf(extension)));
      expect(parts.get(part)?.toString()).toContain(words);
      expect(comment).toContain('File 900000000123, version 1.');
    }
  });

  it('is a valid PDF, with correct object offsets and stream lengths', () => {
    const text = bytesOf(1, fileOf('pdf')).toString('latin1');
    const table = Number(/startxref\n(\d+)\n%%EOF\n% File 900000000123, version 1\..*\n$/.exec(text)?.[1]);
    const entries = [...text.slice(table).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, at]) => Number(at));
    expect(entries.length).toBeGreaterThan(4);
    entries.forEach((at, index) => expect(text.slice(at)).toMatch(new RegExp(`^${index + 1} 0 obj\n`)));
    for (const [, length, stream] of text.matchAll(/<< \/Length (\d+) >>\nstream\n([^]*?)\nendstream/g)) {
      expect(stream).toHaveLength(Number(length));
    }
    expect(text).toContain('(Payroll ');
  });

  it('is a valid PNG, with correct checksums and the number of pixels of its header', () => {
    const chunks = chunksOf(bytesOf(1, fileOf('png')));
    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'tEXt', 'tEXt', 'IDAT', 'tEXt', 'IEND']);
    const side = chunks[0]!.data.readUInt32BE(0);
    expect(inflateSync(chunks[3]!.data)).toHaveLength(side * (1 + 3 * side));
    expect(chunks[4]!.data.toString()).toContain('File 900000000123, version 1.');
  });

  it('of the kind payroll has social security numbers and card numbers with a valid check digit', () => {
    const text = bytesOf(1, fileOf('csv')).toString();
    expect(text.match(/"\d{3}-\d{2}-\d{4}"/g)).toHaveLength(30);
    const doubled = (digit: number) => (digit > 4 ? digit * 2 - 9 : digit * 2);
    const passesLuhn = (card: string) =>
      Array.from(card.replaceAll('-', ''), Number)
        .map((digit, index) => (index % 2 === 0 ? doubled(digit) : digit))
        .reduce((sum, value) => sum + value, 0) % 10 === 0; // prettier-ignore
    fc.assert(fc.property(fc.integer(), (seed) => passesLuhn(cardNumber(createRandomSource(seed, 'card')))));
  });
});

/** Reads a ZIP archive by its central directory. */
function unzip(bytes: Buffer): { parts: Map<string, Buffer>; comment: string } {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'));
  const parts = new Map<string, Buffer>();
  for (let at = bytes.readUInt32LE(end + 16), left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('latin1', at + 46, at + 46 + nameLength);
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26);
    const content = inflateRawSync(bytes.subarray(from, from + bytes.readUInt32LE(at + 20)));
    expect([content.length, crc32(content)]).toEqual([bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 16)]);
    parts.set(name, content);
    at += 46 + nameLength;
  }
  const length = bytes.readUInt16LE(end + 20);
  expect(end + 22 + length).toBe(bytes.length);
  return { parts, comment: bytes.toString('latin1', end + 22) };
}

/** The chunks of a PNG image. */
function chunksOf(bytes: Buffer): { type: string; data: Buffer }[] {
  const chunks = [];
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const data = bytes.subarray(at + 8, at + 8 + length);
    expect(crc32(bytes.subarray(at + 4, at + 8 + length))).toBe(bytes.readUInt32BE(at + 8 + length));
    chunks.push({ type: bytes.toString('latin1', at + 4, at + 8), data });
    at += length + 12;
  }
  return chunks;
}
