/** Parsing of request bodies. */
import { z } from 'zod';
import { ClientError } from './errors.js';

/** Parses a body. Unknown members are ignored, as at Box. Throws 400 `bad_request` that lists each problem. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    reason: 'invalid_parameter',
    name: path.join('.') || 'body',
    message,
  }));
  throw new ClientError(400, 'bad_request', 'Bad Request', {}, { errors });
}

/** Parses an RFC 3339 time into epoch milliseconds. */
export const timestamp = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
