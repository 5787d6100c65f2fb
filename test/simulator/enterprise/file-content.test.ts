import { createHash } from 'node:crypto';
import { crc32, inflateRawSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bytesOf,
  generateTemplate,
  mediaTypeOf,
  sha1Of,
  sizeOf,
  templateOfSize,
} from '../../../simulator/enterprise/content/index.js';
import { createRandomSource, KINDS } from '../../../simulator/enterprise/content/document.js';
import { FORMATS } from '../../../simulator/enterprise/content/formats.js';
import { cardNumber } from '../../../simulator/enterprise/content/writers.js';
import { signedIn, type SignedIn } from '../support/as-admin.js';

const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
/** The longest documents take a while to make, and are made the same way. */
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

describe("a file's bytes", () => {
  it('have the hash and the size that listings tell, in every kind and format', () => {
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 3 }), (each, seed) => {
        const bytes = bytesOf(seed, each);
        expect([sha1Of(seed, each), sizeOf(seed, each)]).toEqual([sha1(bytes), bytes.length]);
      }),
    );
  });

  it('are other bytes in each file and in each version', () => {
    fc.assert(
      fc.property(file, file, (one, other) => {
        fc.pre(one.id !== other.id || one.version !== other.version || one.template !== other.template);
        expect(sha1Of(1, one)).not.toBe(sha1Of(1, other));
      }),
    );
  });

  it('follow the seed', () => {
    expect(bytesOf(1, fileOf('docx'))).toEqual(bytesOf(1, fileOf('docx')));
    expect(sha1Of(1, fileOf('docx'))).not.toBe(sha1Of(2, fileOf('docx')));
  });

  it('are written in the format and as the kind that the name promises, some long, most short', () => {
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

  it('are about as many as a new file was said to have', () => {
    const sizes = [500, 5_000, 50_000].map((wanted) => {
      const size = sizeOf(1, { id: '1', version: 1, template: templateOfSize('a.txt', wanted) });
      return size / wanted > 0.3 && size / wanted < 3;
    });
    expect(sizes).toEqual([true, true, true]);
  });
});

describe('a document can be read', () => {
  it('as text, Markdown, CSV and JSON, and ends by naming itself', () => {
    expect(bytesOf(1, fileOf('txt')).toString()).toMatch(/^Payroll .*\n(.*\n)*File 900000000123, version 1\..*\n$/);
    expect(bytesOf(1, fileOf('md')).toString()).toMatch(/^# Payroll .*\n(.*\n)*\| --- \|/);
    const rows = bytesOf(1, fileOf('csv')).toString().trimEnd().split('\r\n');
    expect(rows).toHaveLength(32);
    expect(rows.every((row) => /^"[^"]*","[^"]*","[^"]*","[^"]*"$/.test(row))).toBe(true);
    const parsed = JSON.parse(bytesOf(1, fileOf('json')).toString()) as { rows: unknown[]; revision: string };
    expect([parsed.rows.length, parsed.revision.slice(0, 29)]).toEqual([30, 'File 900000000123, version 1.']);
  });

  it('as Word, Excel, PowerPoint and ZIP: archives whose parts have the lengths and check sums they say', () => {
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

  it('as PDF: each object stands where the table says, and each stream is as long as it says', () => {
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

  it('as PNG: chunks with right check sums, and as many pixels as the header says', () => {
    const chunks = chunksOf(bytesOf(1, fileOf('png')));
    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'tEXt', 'tEXt', 'IDAT', 'tEXt', 'IEND']);
    const side = chunks[0]!.data.readUInt32BE(0);
    expect(inflateSync(chunks[3]!.data)).toHaveLength(side * (1 + 3 * side));
    expect(chunks[4]!.data.toString()).toContain('File 900000000123, version 1.');
  });

  it('and payrolls hold numbers worth finding: social security numbers, and cards whose check digit is right', () => {
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

describe('truth, listing and download', () => {
  let box: SignedIn;
  beforeAll(async () => {
    box = await signedIn({ users: 3, files: 150, seed: 5 });
  });
  afterAll(() => box.simulator.close());

  /** Name, size and hash of all of the Admin's files, as listings tell them. */
  async function listed(folderId = '0'): Promise<{ id: string; name: string; size: number; sha1: string }[]> {
    const answer = await box.get(`/folders/${folderId}/items?limit=1000&usemarker=true&fields=name,size,sha1,owned_by`);
    const { entries } = (await answer.json()) as {
      entries: { type: string; id: string; name: string; size: number; sha1: string; owned_by: { id: string } }[];
    };
    const own = entries.filter(({ owned_by: owner }) => owner.id === '10000000');
    const below = await Promise.all(own.filter(({ type }) => type === 'folder').map(({ id }) => listed(id)));
    const files = own.filter(({ type }) => type === 'file');
    return [...files.map(({ id, name, size, sha1: hash }) => ({ id, name, size, sha1: hash })), ...below.flat()];
  }

  async function truth(): Promise<unknown[]> {
    const files = await box.controls.truthFiles();
    return files
      .filter(({ ownerId }) => ownerId === '10000000')
      .map(({ fileId, name, size, sha1: hash }) => ({ id: fileId, name, size, sha1: hash }));
  }

  it('agree on every file, before and after edits and uploads', async () => {
    const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
    const check = async () => {
      const files = (await listed()).sort(byId);
      expect(files).toEqual((await truth()).sort((a, b) => byId(a as { id: string }, b as { id: string })));
      for (const each of files) {
        const download = await fetch((await box.get(`/files/${each.id}/content`)).headers.get('location')!);
        const bytes = new Uint8Array(await download.arrayBuffer());
        expect({ ...each, size: bytes.length, sha1: sha1(bytes) }).toEqual(each);
        expect(download.headers.get('content-type')).toMatch(mediaTypeOf(each.name));
      }
      return files;
    };
    const before = await check();
    const edited = before.slice(0, 10);
    await box.controls.act([
      ...edited.map(({ id }) => ({ type: 'edit', fileId: id })),
      { type: 'upload', as: '10000000', folderId: '0', name: 'Invoice new.pdf', size: 50_000 },
    ]);
    const after = await check();
    expect(after).toHaveLength(before.length + 1);
    const hash = new Map(after.map((each) => [each.id, each.sha1]));
    expect(edited.some((each) => hash.get(each.id) === each.sha1)).toBe(false);
    // A remark of another length: most edits change the size, too.
    const size = new Map(after.map((each) => [each.id, each.size]));
    expect(edited.filter((each) => size.get(each.id) !== each.size).length).toBeGreaterThan(5);
  });
});

/** Reads an archive by its central directory, as readers do. */
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
