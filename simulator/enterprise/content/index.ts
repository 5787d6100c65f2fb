/**
 * The content of files. A file consists of a template, which many files share, and a tail that identifies file and
 * version. Each template is generated and hashed once per process, so a file's size and hash take microseconds.
 */
import { createHash, type Hash } from 'node:crypto';
import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { randomFraction, randomUint32 } from '../../random.js';
import type { SimItem } from '../model.js';
import { createRandomSource, type Document, KINDS, writeDocument } from './document.js';
import { extensionOf, type Format, FORMATS } from './formats.js';
import { kindOfName, WRITERS } from './writers.js';

/** Paragraphs per document, by length: from less than a kilobyte to about a megabyte. */
const LENGTHS = [3, 30, 300, 4_000];
/** The share of files longer than the first length, the second, and the third. */
const SHARE_OF_LONGER = [0.5, 0.15, 0.002];
/** Size of the shortest documents, in bytes. Each further length is ten times as large. */
const SHORTEST_BYTES = 800;

/** What determines a file's bytes. */
export type ContentKey = Pick<SimItem, 'id' | 'template' | 'version'>;

/** Templates up to this size are kept in memory. Longer ones are rare, and are generated for each download. */
const MAX_KEPT_BYTES = 100_000;

interface Template {
  readonly format: Format;
  /** Null for a template that is not kept. */
  readonly bytes: Buffer | null;
  readonly length: number;
  readonly hash: Hash;
}

/** The template of a generated file: its kind and format by the name, its length by the id. */
export function generateTemplate(seed: number, id: string, name: string): string {
  const fraction = randomFraction(seed, 'length', id);
  return templateKey(name, SHARE_OF_LONGER.filter((share) => fraction < share).length);
}

/** The template of a new file: its kind and format by the name, of about `bytes` bytes. */
export function templateOfSize(name: string, bytes: number): string {
  const length = Math.round(Math.log10(Math.max(bytes, 1) / SHORTEST_BYTES));
  return templateKey(name, Math.min(Math.max(length, 0), LENGTHS.length - 1));
}

/** Files without a known extension are text. */
const templateKey = (name: string, length: number): string =>
  `${kindOfName(name)}.${extensionOf(name) ?? 'txt'}.${length}`;

/** A file's size in bytes. */
export function sizeOf(seed: number, file: ContentKey): number {
  const { length, format } = templateOf(seed, file.template);
  return length + format.tail(stampOf(seed, file)).length;
}

/** The SHA-1 of a file's bytes, in hexadecimal digits. */
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

/** Generates all templates of a seed in the background, which takes seconds, so that no request has to wait for one. */
export async function prepareTemplates(seed: number): Promise<void> {
  for (const length of LENGTHS.keys()) {
    for (const kind of KINDS) {
      for (const extension of Object.keys(FORMATS)) {
        templateOf(seed, `${kind}.${extension}.${length}`);
        await yieldToEventLoop();
      }
    }
  }
}

/** The media type of a file, by its name. */
export function mediaTypeOf(name: string): string {
  const extension = extensionOf(name);
  return extension ? FORMATS[extension].mediaType : 'application/octet-stream';
}

const REMARKS = 'Read by two, corrected by one. Figures are as of the day before. Replaces what was sent earlier. ';

/** Identifies file and version, with a remark of random length, so that sizes differ too. */
function stampOf(seed: number, { id, version }: ContentKey): string {
  return `File ${id}, version ${version}. ${REMARKS.slice(0, randomUint32(seed, 'remark', id, version) % REMARKS.length)}`;
}

/** By seed, then by key. */
const templates = new Map<number, Map<string, Template>>();
const documents = new Map<string, Document>();

function templateOf(seed: number, key: string): Template {
  const ofSeed = templates.get(seed) ?? remember(templates, seed, new Map<string, Template>());
  return ofSeed.get(key) ?? remember(ofSeed, key, makeTemplate(seed, key));
}

/** Throws for an invalid key, such as that of a folder. */
function makeTemplate(seed: number, key: string): Template {
  const [, extension] = key.split('.');
  const format = Object.entries(FORMATS).find(([name]) => name === extension)?.[1];
  if (!format) throw new Error(`No template "${key}"`);
  const bytes = templateBytes(seed, key, format);
  const hash = createHash('sha1').update(bytes);
  return { format, bytes: bytes.length <= MAX_KEPT_BYTES ? bytes : null, length: bytes.length, hash };
}

function templateBytes(seed: number, key: string, format: Format): Buffer {
  const [kind = '', , length] = key.split('.');
  return Buffer.from(format.template(documentOf(seed, kind, Number(length))));
}

/** The document of a kind and length. All formats use the same one. */
function documentOf(seed: number, kind: string, length: number): Document {
  const key = `${seed}.${kind}.${length}`;
  const cached = documents.get(key);
  if (cached) return cached;
  const writer = Object.entries(WRITERS).find(([name]) => name === kind)?.[1];
  const paragraphs = LENGTHS[length];
  if (!writer || paragraphs === undefined) throw new Error(`No document "${key}"`);
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
