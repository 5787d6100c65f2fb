/** What the tests expect of response bodies: each shape once. */
import { z } from 'zod';

/** Any JSON object. */
export const anyObject = z.record(z.string(), z.unknown());

/** An object with an id, such as an item, a user or a collaboration. */
export const withId = z.looseObject({ id: z.string() });

/** A list of objects with ids, by marker or by offset. */
export const listOfIds = z.looseObject({
  entries: z.array(withId),
  limit: z.number().optional(),
  total_count: z.number().optional(),
  next_marker: z.string().nullish(),
});

/** A list whose entries have no id at their top level, such as an event page. */
export const listOfObjects = z.looseObject({ entries: z.array(anyObject) });

/** An object with a login, such as a user. */
export const withLogin = z.looseObject({ login: z.string() });

/** Box's error body. */
export const boxError = z.looseObject({ type: z.literal('error'), status: z.number(), code: z.string() });

/** The token endpoint's response to a code or a refresh token. */
export const tokenPair = z.looseObject({ access_token: z.string(), refresh_token: z.string() });

/** Parses the JSON body of a response. Throws when it has another shape. */
export const readJson = async <T>(schema: z.ZodType<T>, response: Response | Promise<Response>): Promise<T> =>
  schema.parse(await (await response).json());

/** The status and the error code of a refused call. Throws when the body is not Box's error. */
export async function readRefusal(response: Response | Promise<Response>): Promise<[status: number, code: string]> {
  const refused = await response;
  return [refused.status, (await readJson(boxError, refused)).code];
}
