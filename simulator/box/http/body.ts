/** Bodies of requests, parsed. */
import { z } from 'zod';
import { ClientError } from './errors.js';

/** The body as a schema has it; unknown members are passed over, as Box does. Throws 400 `bad_request` naming each fault. */
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

/** A time of a body, RFC 3339, as epoch milliseconds. */
export const timestamp = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
