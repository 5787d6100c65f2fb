/** Parts that several of Box's responses have in common. */
import { z } from 'zod';

/** One page of a listing. */
export interface Page<T> {
  readonly entries: readonly T[];
  /** The marker of the next page; null on the last one, for which Box sends null, an empty string or nothing. */
  readonly nextMarker: string | null;
}

/** A page of entries of the given kind. */
export const pageOf = <T extends z.ZodType>(entry: T) =>
  z
    .object({ entries: z.array(entry), next_marker: z.string().nullish() })
    .transform((page): Page<z.output<T>> => ({ entries: page.entries, nextMarker: page.next_marker || null }));

/** An id, which Box sends as a string or as a number. */
export const id = z.union([z.string(), z.number().int()]).transform(String);

/** A text that Box may omit or set to null, for example for lack of permission: empty then. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? '');
