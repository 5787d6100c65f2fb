import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { KeysetPosition } from '../store/keyset.js';
import { ApiError } from './problem.js';

const cursorBody = z.tuple([z.string(), z.array(z.union([z.string().max(2_000), z.number(), z.null()])).max(4)]);

/** A page's end as an opaque text; `list` is the list, filter and sort that it belongs to. */
export function toCursor(list: object, position: KeysetPosition): string {
  return Buffer.from(JSON.stringify([fingerprint(list), position])).toString('base64url');
}

/** Where the next page begins. Throws 400 `invalid_cursor` for one that is broken, or of another list, filter or sort. */
export function fromCursor(list: object, cursor: string | undefined, columns: number): KeysetPosition | null {
  if (cursor === undefined) return null;
  const parsed = cursorBody.safeParse(parse(cursor));
  if (!parsed.success || parsed.data[0] !== fingerprint(list) || parsed.data[1].length !== columns) {
    throw new ApiError(
      400,
      'invalid_cursor',
      'cursor: this is not the nextCursor of this list with this filter and sort; begin again without it.',
      { errors: [{ field: 'querystring.cursor', message: 'is not the nextCursor of this list' }] },
    );
  }
  return parsed.data[1];
}

function fingerprint(list: object): string {
  const entries = Object.entries(list).filter(([, value]) => value !== undefined);
  const text = JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}
