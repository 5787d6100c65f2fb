/** The token that every change carries, so that no other site's page can make one; it is the session's own. */

const LOOKING = new Set(['GET', 'HEAD']);
const HEADER = 'x-csrf-token';

let token = '';
let renewal: () => Promise<unknown> = () => Promise.resolve();

/** Whether a call of this method leaves everything as it is. */
export const isLooking = (method: string): boolean => LOOKING.has(method);

/** Sets what every call that changes something carries. */
export function setChangeToken(next: string): void {
  token = next;
}

/** Says how a token that was refused is got anew: whoever signs in in another tab has another one for all of them. */
export function renewTokenBy(renew: () => Promise<unknown>): void {
  renewal = renew;
}

/** Does a call, as `fetch` does. A change that is refused for its token is made once more, with a new one. */
export async function fetchWithToken(request: Request): Promise<Response> {
  if (isLooking(request.method)) return fetch(request);
  const again = request.clone();
  const answer = await fetch(carrying(request));
  if (!(await isTokenRefused(answer))) return answer;
  await renewal();
  return fetch(carrying(again));
}

function carrying(request: Request): Request {
  request.headers.set(HEADER, token);
  return request;
}

async function isTokenRefused(answer: Response): Promise<boolean> {
  if (answer.status !== 403) return false;
  const problem: unknown = await answer
    .clone()
    .json()
    .catch(() => null);
  return typeof problem === 'object' && problem !== null && 'code' in problem && problem.code === 'csrf_token_invalid';
}
