/** Parts that several of Box's responses have in common. */
import { z } from 'zod';
import { asId, asObject, asTextOrNull } from './lenient.js';

/** An entry of a page that could not be read; its type and id as far as Box sent them. */
export interface UnreadableEntry {
  readonly type: string | null;
  readonly id: string | null;
}

/** One page of a listing. */
export interface Page<T> {
  readonly entries: readonly T[];
  /** The entries that could not be read and are missing from `entries`; at most `MAX_UNREADABLE` of them. */
  readonly unreadable: readonly UnreadableEntry[];
  /** How many entries Box sent, including unreadable ones and those of unknown types. */
  readonly received: number;
  /** The marker of the next page; null on the last one, for which Box sends null, an empty string or nothing. */
  readonly nextMarker: string | null;
}

/** The most unreadable entries of a page that are listed: as many as a page has entries. */
export const MAX_UNREADABLE = 1_000;

/** The result of reading one entry: the value, null if it is unreadable, undefined if it is to be ignored. */
export type ReadEntry<T> = T | null | undefined;

/**
 * A page whose entries are read one by one: an unreadable entry costs only itself. `standIn` replaces it in `entries`, for
 * what must not be overlooked.
 */
export const pageOf = <T>(read: (entry: unknown) => ReadEntry<T>, standIn?: T) =>
  z
    .object({ entries: z.array(z.unknown()), next_marker: z.union([z.string(), z.number()]).nullish() })
    .transform((page): Page<T> => {
      const entries: T[] = [];
      const unreadable: UnreadableEntry[] = [];
      for (const raw of page.entries) {
        const entry = read(raw);
        if (entry === undefined) continue;
        if (entry !== null) entries.push(entry);
        else if (standIn !== undefined) entries.push(standIn);
        if (entry === null && unreadable.length < MAX_UNREADABLE) unreadable.push(describe(raw));
      }
      const nextMarker = page.next_marker == null ? null : String(page.next_marker) || null;
      return { entries, unreadable, received: page.entries.length, nextMarker };
    });

/** A response that is one object, read by `read`; unreadable if that returns null. */
export const single = <T>(read: (value: unknown) => T | null) =>
  z.unknown().transform((value, context): T => {
    const result = read(value);
    if (result !== null) return result;
    context.addIssue({ code: 'custom', message: 'unreadable' });
    return z.NEVER;
  });

function describe(raw: unknown): UnreadableEntry {
  const entry = asObject(raw);
  return { type: asTextOrNull(entry?.['type'])?.slice(0, 50) ?? null, id: asId(entry?.['id']) };
}
