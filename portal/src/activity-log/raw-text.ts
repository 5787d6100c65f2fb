/** What an event's JSON looks like as text. */

/** Characters that turn the direction of writing, or are not seen. */
const UNSEEN = /[\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * The JSON, indented. Characters that would make it look like something else stand there as JSON escapes: the same
 * value, but one can see them.
 */
export const rawText = (raw: unknown): string =>
  JSON.stringify(raw, null, 2).replace(
    UNSEEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
