import { z } from 'zod';
import type { KeysetColumn, KeysetPosition } from '../../store/sql/keyset.js';
import { sha256 } from '../../util/sha256.js';
import { ApiError } from './problem.js';
import { plainText } from './schemas.js';

/** The values that a cursor may hold per column type: a client can forge a cursor, so it is validated as input. */
const VALUES: Readonly<Record<KeysetColumn['cast'], z.ZodType<string | number>>> = {
  text: plainText(2_000),
  bigint: z.int(),
  // Postgres has no year 0.
  timestamptz: z.iso.datetime().refine((text) => !text.startsWith('0000')),
};

/** A page of a list, and the cursor of the next one; null at the end. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

/**
 * Takes `limit + 1` rows; the extra row tells whether there is a next page. `list` is the list, filter and sort that the
 * cursor is valid for.
 */
export function toPage<Row>(
  rows: readonly Row[],
  limit: number,
  list: object,
  positionOf: (row: Row) => KeysetPosition,
): Page<Row> {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { rows: page, nextCursor: last === undefined ? null : toCursor(list, positionOf(last)) };
}

/** Encodes the end of a page as an opaque text. */
function toCursor(list: object, position: KeysetPosition): string {
  return Buffer.from(JSON.stringify([fingerprint(list), position])).toString('base64url');
}

/**
 * Decodes the position after which a page starts, in a list sorted by columns of these types; null for the first page.
 * Throws 400 `invalid_cursor` for a cursor that is malformed or belongs to another list, filter or sort.
 */
export function fromCursor(
  list: object,
  cursor: string | undefined,
  casts: readonly KeysetColumn['cast'][],
): KeysetPosition | null {
  if (cursor === undefined) return null;
  const [first, ...others] = casts.map((cast) => VALUES[cast]);
  const position = first ? z.tuple([first, ...others]) : z.tuple([]);
  const parsed = z.tuple([z.literal(fingerprint(list)), position]).safeParse(parse(cursor));
  if (!parsed.success) {
    throw new ApiError(
      400,
      'invalid_cursor',
      'cursor: not a nextCursor of this list with this filter and sort; start again without it.',
      { errors: [{ field: 'querystring.cursor', message: 'not a nextCursor of this list' }] },
    );
  }
  return parsed.data[1];
}

function fingerprint(list: object): string {
  const entries = Object.entries(list).filter(([, value]) => value !== undefined);
  const text = JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  return sha256(text).toString('base64url').slice(0, 16);
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}
