/** Schemas that all rooms use. Times are RFC 3339 UTC; ids from Box are strings. */
import { z } from 'zod';
import { CONNECTION_STATES } from '../../domain/connection.js';
import { problemSchema } from './problem.js';

/** Text that Postgres can store: no NUL, no lone surrogate. */
export const plainText = (max: number) =>
  z
    .string()
    .max(max, `must have at most ${max} characters`)
    .refine((text) => !text.includes('\0') && text.isWellFormed(), 'must be plain text');

/** A time in a request. */
export const time = z.iso.datetime({ offset: true, error: 'must be an RFC 3339 time, such as 2026-11-01T00:00:00Z' });

/** A time in a response. */
export const isoTime = (date: Date | null): string | null => date?.toISOString() ?? null;

/** The path parameters of a route below a connection. */
export const idParams = z.object({ id: plainText(64).min(1) });

/** The error responses that any route may send. */
export const problems = {
  400: problemSchema,
  401: problemSchema,
  403: problemSchema,
  404: problemSchema,
  409: problemSchema,
  422: problemSchema,
  429: problemSchema,
  503: problemSchema,
} as const;

/** The query parameters that select a page of a list. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: plainText(4_000).optional(),
};

/** The query parameter that chooses connections by their state, in lists, sums and exports. */
export const connectionState = z
  .enum([...CONNECTION_STATES, 'any'])
  .optional()
  .describe(
    'Which connections to include. Default: `active`, which leaves out disconnected ones; with `connectionId`, that ' +
      'connection in any state. If an enterprise is connected more than once, each of its files and events is included once',
  );

/** A page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });
