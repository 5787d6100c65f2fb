import { parse as parseLossless } from 'lossless-json';

/**
 * Parses a response of Box's. Integers that JavaScript would round, such as 64-bit stream positions, become strings.
 * Characters that Postgres cannot store, and which names of files may contain, become U+FFFD. Throws `SyntaxError`.
 */
export function parseBoxJson(text: string): unknown {
  const reviver = UNSTORABLE.test(text) ? replaceUnstorable : undefined;
  // The lossless parser takes about five times as long, so it only parses responses that contain long numbers.
  return /\d{16}/.test(text) ? parseLossless(text, reviver, LOSSLESS) : JSON.parse(text, reviver);
}

/** NUL, or half of a surrogate pair. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;
const replaceUnstorable = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;

const exactNumber = (text: string): number | string => {
  const number = Number(text);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number;
};
/** Of duplicate keys the last one counts, as in `JSON.parse`. */
const LOSSLESS = { parseNumber: exactNumber, onDuplicateKey: ({ newValue }: { newValue: unknown }) => newValue };
