/**
 * Who answered? A status by itself decides nothing: proxies, gateways, content delivery networks and login pages between
 * us and Box answer with the same statuses as Box.
 */
import { z } from 'zod';

/** A response with the headers that matter, each null if it is missing. */
export interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly wwwAuthenticate: string | null;
  readonly requestId: string | null;
  readonly retryAfter: string | null;
  /** The sender's clock. */
  readonly date: string | null;
  readonly body: string;
}

/** Box's endpoints, by the form of their errors: the API, or those for tokens (`/oauth2/token`, `/oauth2/revoke`). */
export type Endpoint = 'api' | 'token';

/**
 * `box`: the response has a form that only Box's API sends. `gateway`: it came through Box, but its body is not the API's.
 * `other`: anything else.
 */
export type Sender = 'box' | 'gateway' | 'other';

/** The parts of an error in Box's form; empty if the body has none. */
export interface BoxErrorBody {
  readonly code: string | null;
  readonly description: string;
}

/**
 * Tells who sent a response. Box's forms: a JSON error (`ClientError`, at token endpoints an OAuth error), an empty body
 * with `WWW-Authenticate: Bearer … error="…"`, the empty 202 of a download, or the header `box-request-id`.
 */
export function senderOf(answer: Answer, endpoint: Endpoint): Sender {
  // Box's API never asks for a password. A page is not the API's either, whatever headers it passes on.
  if (passwordSchemes(answer.wwwAuthenticate).length > 0) return 'other';
  const { body, requestId } = answer;
  if (errorBodyOf(answer, endpoint)) return 'box';
  const isEmpty = body.trim() === '';
  if (requestId) return isEmpty || isJson(body) ? 'box' : 'gateway';
  if (isEmpty && bearerErrorOf(answer.wwwAuthenticate) !== null) return 'box';
  return isEmpty && answer.status === 202 && answer.retryAfter !== null ? 'box' : 'other';
}

/** Returns Box's code and description; null if neither the body nor a Bearer challenge has Box's form. */
export function errorBodyOf(answer: Answer, endpoint: Endpoint): BoxErrorBody | null {
  const json = parseJson(answer.body);
  const { data: client } = clientError.safeParse(json);
  if (client && client.status === answer.status) return { code: client.code, description: client.message ?? '' };
  const { data: oauth } = endpoint === 'token' && isOAuthStatus(answer.status) ? oauthError.safeParse(json) : {};
  return oauth ? { code: oauth.error, description: oauth.error_description ?? '' } : null;
}

/** The OAuth error of a Bearer challenge (RFC 6750 §3), such as `invalid_token`; null if there is none. */
export function bearerErrorOf(wwwAuthenticate: string | null): string | null {
  const challenge = wwwAuthenticate ?? '';
  if (!/^\s*bearer\s/i.test(challenge)) return null;
  return /\berror="?([a-z_]{1,50})\b/i.exec(challenge)?.[1]?.toLowerCase() ?? null;
}

/** Describes a response in words of our own, for the problem `blocked_on_the_way`; never copies the body. */
export function describeAnswer({ status, contentType, wwwAuthenticate, body }: Answer): string {
  const [scheme] = passwordSchemes(wwwAuthenticate);
  if (scheme) return `status ${status} with ${scheme === 'NTLM' ? 'an' : 'a'} ${scheme} challenge`;
  if (status >= 300 && status < 400) return `a redirect with status ${status}`;
  return `status ${status} with ${kindOf(body.trim(), contentType ?? '')}`;
}

const clientError = z.object({
  type: z.literal('error'),
  status: z.coerce.number(),
  code: z.string().min(1).max(100),
  message: z.string().nullish().catch(null),
});

/** RFC 6749 §5.2 and RFC 6750 §3.1, without `invalid_token` of the API itself. */
const OAUTH_ERRORS = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'invalid_token',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'access_denied',
  'server_error',
  'temporarily_unavailable',
] as const;
const oauthError = z.object({
  error: z.enum(OAUTH_ERRORS),
  error_description: z.string().nullish(),
});
const isOAuthStatus = (status: number): boolean => status === 400 || status === 401 || status === 403;

const PASSWORD_SCHEMES = ['NTLM', 'Negotiate', 'Kerberos', 'Basic', 'Digest'];
/** The schemes in a challenge for which a user, not a token, signs in. Quoted texts, such as the realm, name none. */
function passwordSchemes(wwwAuthenticate: string | null): string[] {
  const unquoted = (wwwAuthenticate ?? '').replace(/"[^"]*"/g, '""');
  return PASSWORD_SCHEMES.filter((scheme) => new RegExp(`(^|[\\s,])${scheme}($|[\\s,])`, 'i').test(unquoted));
}

function kindOf(body: string, contentType: string): string {
  if (body === '') return 'an empty body';
  if (body.startsWith('<') || /\bhtml\b/i.test(contentType)) return 'an HTML page';
  return isJson(body) ? 'JSON in another form than Box’s' : 'a body that is not JSON';
}

const isJson = (text: string): boolean => parseJson(text) !== undefined;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
