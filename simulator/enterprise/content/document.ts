/** What the enterprise's documents say, before it is known in which format. */
import { randomUint32 } from '../../random.js';

/** A document: ASCII throughout, so that every format can hold it. */
export interface Document {
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** Rows of equal length; the first names the columns. */
  readonly table: readonly (readonly string[])[];
}

/** What documents there are. */
export const KINDS = ['invoice', 'contract', 'payroll', 'budget', 'minutes', 'source'] as const;
/** One of them. */
export type Kind = (typeof KINDS)[number];

/** Draws one after another, the same in every run. */
export interface RandomSource {
  /** A whole number from 0 to `bound` - 1. */
  below(bound: number): number;
  /** One of some choices. */
  of(choices: readonly string[]): string;
  /** So many digits, the first not zero. */
  digits(count: number): string;
}

/** How one kind of document is written, a paragraph or a row at a time. */
export interface Writer {
  title(dice: RandomSource): string;
  paragraph(dice: RandomSource): string;
  readonly columns: readonly string[];
  row(dice: RandomSource): readonly string[];
}

/** Dice that are thrown for `parts`. */
export function createRandomSource(seed: number, ...parts: (string | number)[]): RandomSource {
  // Thousands are thrown: `parts` are worked in once.
  const from = randomUint32(seed, ...parts);
  let thrown = 0;
  const below = (bound: number): number => {
    thrown += 1;
    return randomUint32(from, thrown) % bound;
  };
  return {
    below,
    of: (choices) => choices[below(choices.length)] ?? '',
    digits: (count) => Array.from({ length: count }, (_, i) => (i === 0 ? 1 + below(9) : below(10))).join(''),
  };
}

/** A document of `length` paragraphs and as many rows, about 200 bytes each pair. */
export function writeDocument(writer: Writer, dice: RandomSource, length: number): Document {
  const title = writer.title(dice);
  const paragraphs = Array.from({ length }, () => writer.paragraph(dice));
  return { title, paragraphs, table: [writer.columns, ...Array.from({ length }, () => writer.row(dice))] };
}
