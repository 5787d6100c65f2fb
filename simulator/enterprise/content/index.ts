/**
 * What the enterprise's files hold. A file is a template, which many files share and which is made and hashed once per
 * process, and a tail that names file and version: its hash and size cost microseconds, and are those of its bytes.
 */
import { createHash, type Hash } from 'node:crypto';
import { setImmediate as betweenOtherWork } from 'node:timers/promises';
import type { SimItem } from '../model.js';
import { randomUint32, randomFraction } from '../../random.js';
import { createRandomSource, KINDS, writeDocument, type Document } from './document.js';
import { extensionOf, FORMATS, type Format } from './formats.js';
import { kindOfName, WRITERS } from './writers.js';

/** Paragraphs of a document by its length, from below a kilobyte to about a megabyte; and how many files are longer. */
const LENGTHS = [3, 30, 300, 4_000];
const SHARE_OF_LONGER = [0.5, 0.15, 0.002];
/** What the shortest documents come to, in bytes; each next length is ten times as long. */
const SHORTEST_BYTES = 800;

/** Which bytes a file is made of; `template` as `drawTemplate` or `templateOfSize` gave it. */
export type ContentKey = Pick<SimItem, 'id' | 'template' | 'version'>;

/** Templates up to so many bytes are kept; longer ones are few, and are made again for each download. */
const MOST_KEPT_BYTES = 100_000;

interface Template {
  readonly format: Format;
  /** Null where they are not kept. */
  readonly bytes: Buffer | null;
  readonly length: number;
  readonly hash: Hash;
}

/** The template of a file of the seed's: by its name, and as long as is drawn for its id. */
export function generateTemplate(seed: number, id: string, name: string): string {
  const drawn = randomFraction(seed, 'length', id);
  return templateKey(name, SHARE_OF_LONGER.filter((share) => drawn < share).length);
}

/** The template of a new file: by its name, and of about a size in bytes. */
export function templateOfSize(name: string, bytes: number): string {
  const length = Math.round(Math.log10(Math.max(bytes, 1) / SHORTEST_BYTES));
  return templateKey(name, Math.min(Math.max(length, 0), LENGTHS.length - 1));
}

/** Files without an extension, or with one that is not known, hold text. */
const templateKey = (name: string, length: number): string =>
  `${kindOfName(name)}.${extensionOf(name) ?? 'txt'}.${length}`;

/** How many bytes a file has. */
export function sizeOf(seed: number, file: ContentKey): number {
  const { length, format } = templateOf(seed, file.template);
  return length + format.tail(stampOf(seed, file)).length;
}

/** The SHA-1 of a file's bytes, as hexadecimal digits. */
export function sha1Of(seed: number, file: ContentKey): string {
  const { hash, format } = templateOf(seed, file.template);
  return hash
    .copy()
    .update(format.tail(stampOf(seed, file)))
    .digest('hex');
}

/** A file's bytes. */
export function bytesOf(seed: number, file: ContentKey): Buffer {
  const { bytes, format } = templateOf(seed, file.template);
  const head = bytes ?? templateBytes(seed, file.template, format);
  return Buffer.concat([head, Buffer.from(format.tail(stampOf(seed, file)))]);
}

/** Makes every template of a seed, one at a time between other work: seconds that nobody has to wait for later. */
export async function prepareTemplates(seed: number): Promise<void> {
  for (const length of LENGTHS.keys()) {
    for (const kind of KINDS) {
      for (const extension of Object.keys(FORMATS)) {
        templateOf(seed, `${kind}.${extension}.${length}`);
        await betweenOtherWork();
      }
    }
  }
}

/** The media type that a name promises. */
export function mediaTypeOf(name: string): string {
  const extension = extensionOf(name);
  return extension ? FORMATS[extension].mediaType : 'application/octet-stream';
}

const REMARKS = 'Read by two, corrected by one. Figures are as of the day before. Replaces what was sent earlier. ';

/** Which file this is; with a remark of any length, so that sizes differ too. */
function stampOf(seed: number, { id, version }: ContentKey): string {
  return `File ${id}, version ${version}. ${REMARKS.slice(0, randomUint32(seed, 'remark', id, version) % REMARKS.length)}`;
}

/** By seed, then by key: looked up for every file that is told. */
const templates = new Map<number, Map<string, Template>>();
const documents = new Map<string, Document>();

function templateOf(seed: number, key: string): Template {
  const ofSeed = templates.get(seed) ?? remember(templates, seed, new Map<string, Template>());
  return ofSeed.get(key) ?? remember(ofSeed, key, makeTemplate(seed, key));
}

/** Throws for a key that is none, as a folder's. */
function makeTemplate(seed: number, key: string): Template {
  const [, extension] = key.split('.');
  const format = Object.entries(FORMATS).find(([name]) => name === extension)?.[1];
  if (!format) throw new Error(`There is no content "${key}"`);
  const bytes = templateBytes(seed, key, format);
  const hash = createHash('sha1').update(bytes);
  return { format, bytes: bytes.length <= MOST_KEPT_BYTES ? bytes : null, length: bytes.length, hash };
}

function templateBytes(seed: number, key: string, format: Format): Buffer {
  const [kind = '', , length] = key.split('.');
  return Buffer.from(format.template(documentOf(seed, kind, Number(length))));
}

/** One document is written in all formats. */
function documentOf(seed: number, kind: string, length: number): Document {
  const key = `${seed}.${kind}.${length}`;
  const known = documents.get(key);
  if (known) return known;
  const writer = Object.entries(WRITERS).find(([name]) => name === kind)?.[1];
  const paragraphs = LENGTHS[length];
  if (!writer || paragraphs === undefined) throw new Error(`There is no document "${key}"`);
  return remember(
    documents,
    key,
    writeDocument(writer, createRandomSource(seed, 'document', kind, length), paragraphs),
  );
}

function remember<K, T>(all: Map<K, T>, key: K, value: T): T {
  all.set(key, value);
  return value;
}
