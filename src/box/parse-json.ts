/**
 * Parses a response of Box's. Integers that JavaScript would round, such as 64-bit stream positions, become strings.
 * Characters that Postgres cannot store, and which names of files may contain, become U+FFFD. Throws `SyntaxError`.
 */
export function parseBoxJson(text: string): unknown {
  const reviver = UNSTORABLE.test(text) ? replaceUnstorable : undefined;
  const exact = /\d{16}/.test(text) ? text.replace(TEXT_OR_LONG_INTEGER, quoteUnsafe) : text;
  return JSON.parse(exact, reviver);
}

/** NUL, or half of a surrogate pair. */
const UNSTORABLE = /\\u(?:0000|d[89a-f])/i;
const replaceUnstorable = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value;

/** A text, whose digits are none of a number, or an integer of 16 digits or more. */
const TEXT_OR_LONG_INTEGER = /"[^"\\]*(?:\\[^][^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;
const quoteUnsafe = (token: string): string =>
  token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`;
