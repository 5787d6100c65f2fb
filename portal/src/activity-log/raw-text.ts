/** The text of an event's JSON. */

/** Characters that change the writing direction or are invisible. */
const INVISIBLE = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Formats JSON with indentation. Invisible characters, which could make a value look like another, become JSON escapes:
 * the value stays the same.
 */
export const rawText = (raw: unknown): string =>
  JSON.stringify(raw, null, 2).replace(
    INVISIBLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
