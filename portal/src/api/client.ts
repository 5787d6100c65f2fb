/** The typed client of Boxward's API (`schema.d.ts`), authenticated by the session cookie. */
import createClient from 'openapi-fetch';
import { fetchWithCsrfToken, isReadOnly } from './csrf-token.js';
import type { components, paths } from './schema.js';

/** The body of an error response (RFC 9457). */
export type Problem = components['schemas']['Problem'];

/** An error response of the API, or no response at all: then the status is 0 and the code `network`. Codes are stable. */
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

/** The client. */
export const api = createClient<paths>({ baseUrl: '/', fetch: fetchWithCsrfToken });
api.use({
  onError({ request: { method } }) {
    return new ApiProblem(
      0,
      'network',
      isReadOnly(method)
        ? 'The Boxward API is unreachable. The page retries when it is back.'
        : 'The Boxward API is unreachable. The change was probably not made; try again.',
    );
  },
});

/** Returns the body of a successful response. Throws `ApiProblem`. */
export async function unwrap<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  throw toProblem(response.status, error);
}

function toProblem(status: number, body: unknown): ApiProblem {
  const { code, detail, errors } = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  return new ApiProblem(status, code ?? 'unknown', detail ?? `The API returned status ${status}.`, errors ?? []);
}
