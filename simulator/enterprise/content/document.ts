/** The text of generated documents, independent of their format. */
import { randomUint32 } from '../../random.js';

/** A document. All text is ASCII, which every format can encode. */
export interface Document {
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Rows of equal length; the first one is the header. */
  readonly table: readonly (readonly string[])[];
}

/** The kinds of documents. */
export const KINDS = ['invoice', 'contract', 'payroll', 'budget', 'minutes', 'source'] as const;
/** A kind of document. */
export type Kind = (typeof KINDS)[number];

/** A sequence of random values, the same in every run. */
export interface RandomSource {
  /** An integer from 0 to `bound` - 1. */
  below(bound: number): number;
  /** One of `choices`. */
  of(choices: readonly string[]): string;
  /** `count` digits; the first one is not 0. */
  digits(count: number): string;
}

/** Writes one kind of document, paragraph by paragraph and row by row. */
export interface Writer {
  title(random: RandomSource): string;
  paragraph(random: RandomSource): string;
  readonly columns: readonly string[];
  row(random: RandomSource): readonly string[];
}

/** The sequence of a key. */
export function createRandomSource(seed: number, ...key: (string | number)[]): RandomSource {
  // Documents need thousands of values: hash the key only once.
  const start = randomUint32(seed, ...key);
  let used = 0;
  const below = (bound: number): number => {
    used += 1;
    return randomUint32(start, used) % bound;
  };
  return {
    below,
    of: (choices) => choices[below(choices.length)] ?? '',
    digits: (count) => Array.from({ length: count }, (_, i) => (i === 0 ? 1 + below(9) : below(10))).join(''),
  };
}

/** A document of `length` paragraphs and `length` rows; a paragraph and a row have about 200 bytes together. */
export function writeDocument(writer: Writer, random: RandomSource, length: number): Document {
  const title = writer.title(random);
  const paragraphs = Array.from({ length }, () => writer.paragraph(random));
  return { title, paragraphs, table: [writer.columns, ...Array.from({ length }, () => writer.row(random))] };
}
