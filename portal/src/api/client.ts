/** Boxward's API as the portal calls it: typed from its own description, with the session's cookie. */
import createClient from 'openapi-fetch';
import { fetchWithToken, isLooking } from './csrf-token.js';
import type { components, paths } from './schema.js';

/** What the API answers when it refuses (RFC 9457). */
export type Problem = components['schemas']['Problem'];

/** The API refused, or could not be reached; `code` is stable, `network` for the latter. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly fields: readonly { readonly field: string; readonly message: string }[] = [],
  ) {
    super(detail);
  }
}

/** The API's calls. */
export const api = createClient<paths>({ baseUrl: '/', fetch: fetchWithToken });
api.use({
  onError({ request: { method } }) {
    return new ApiProblem(
      0,
      'network',
      isLooking(method)
        ? 'Boxward’s API cannot be reached. It is asked again once it is back.'
        : 'Boxward’s API cannot be reached. Nothing was changed as far as is known; try again.',
    );
  },
});

/** A call's answer. Throws `ApiProblem`. */
export async function answerOf<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  throw problemOf(response.status, error);
}

function problemOf(status: number, body: unknown): ApiProblem {
  const { code, detail, errors } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  return new ApiProblem(status, code ?? 'unknown', detail ?? `The API answered ${status}.`, errors ?? []);
}
