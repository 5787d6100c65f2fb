/** JSON bodies of the API. */
import type { z } from 'zod';
import { badRequest } from './errors.js';

/** A body of the shape that an endpoint takes; fields that it does not know are let be. Throws what Box answers to another. */
export function bodyOf<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => path.join('.') || 'body');
  throw badRequest('bad_request', `Bad Request: ${fields.join(', ')} missing or not valid`);
}
