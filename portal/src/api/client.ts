/** Boxward's API as the portal calls it: typed from its own description, with the session's cookie. */
import createClient from 'openapi-fetch';
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

const LOOKING = new Set(['GET', 'HEAD']);
let csrfToken = '';

/** Sets what every call that changes something carries. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

/** The API's calls. */
export const api = createClient<paths>({ baseUrl: '/' });
api.use({
  onRequest({ request }) {
    if (!LOOKING.has(request.method)) request.headers.set('x-csrf-token', csrfToken);
    return request;
  },
  onError() {
    return new ApiProblem(0, 'network', 'Boxward’s API cannot be reached. It is tried again as soon as you are back.');
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
