/** The session's CSRF token: sent with every request that changes something, so that another site's page cannot do so. */

const READ_ONLY_METHODS = new Set(['GET', 'HEAD']);
const HEADER = 'x-csrf-token';

let token = '';
let renewToken: () => Promise<unknown> = () => Promise.resolve();

/** Whether a request with this method changes nothing. */
export const isReadOnly = (method: string): boolean => READ_ONLY_METHODS.has(method);

/** Sets the token that requests carry from now on. */
export function setCsrfToken(next: string): void {
  token = next;
}

/** Sets how a rejected token is renewed: a sign-in in another tab replaces the session, and with it the token. */
export function setCsrfTokenRenewal(renew: () => Promise<unknown>): void {
  renewToken = renew;
}

/** Like `fetch`, but sends a change once more, with a new token, if its token is rejected. */
export async function fetchWithCsrfToken(request: Request): Promise<Response> {
  if (isReadOnly(request.method)) return fetch(request);
  const copy = request.clone();
  const response = await fetch(withToken(request));
  if (!(await isTokenRejected(response))) return response;
  await renewToken();
  return fetch(withToken(copy));
}

function withToken(request: Request): Request {
  request.headers.set(HEADER, token);
  return request;
}

async function isTokenRejected(response: Response): Promise<boolean> {
  if (response.status !== 403) return false;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return typeof problem === 'object' && problem !== null && 'code' in problem && problem.code === 'csrf_token_invalid';
}
