/** OAuth 2.0 with Box (developer.box.com, Authentication → OAuth 2.0; RFC 6749). */
import type { Dispatcher } from 'undici';
import { z } from 'zod';
import type { TokenPair } from '../domain/connection.js';
import type { Answer } from './answers.js';
import { errorFromAnswer, errorFromUnreadable } from './classify.js';
import { boxError, isBoxError, unavailable } from './errors.js';
import { send } from './send.js';

/** For the API, which imports only this file and setup-guide.ts of this folder. */
export { isBoxError } from './errors.js';

/** Our app at Box, with the addresses of Box's endpoints. */
export interface OAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizeUrl: string;
  readonly apiBaseUrl: string;
  readonly redirectUri: string;
}

/** Options of a call to the token endpoint. */
export interface TokenCallOptions {
  /** The limit for the whole call in milliseconds; 20 s by default, well within the 30 s for which a code is valid. */
  readonly timeoutMs?: number;
  /** The connection pool; by default that of the process. */
  readonly dispatcher?: Dispatcher;
}

const TIMEOUT_MS = 20_000;
const MAX_BODY_BYTES = 64 * 1024;
/** Errors of a revocation for a token that is not valid (RFC 7009 §2.2, and Box's own for a refresh). */
const INVALID_TOKEN = new Set(['invalid_grant', 'invalid_token']);

const tokenResponse = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  // The pair must not be lost for an odd number, because the refresh token that it replaces is used up. Box documents an
  // hour; a token that ends earlier is renewed after a 401.
  expires_in: z.coerce.number().positive().max(315_360_000).catch(3_600),
});

/** The address of Box's consent page. Box returns `state` unchanged to the redirect URI. */
export function authorizeUrl(app: OAuthApp, state: string): string {
  const url = new URL(app.authorizeUrl);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', app.clientId);
  url.searchParams.set('redirect_uri', app.redirectUri);
  url.searchParams.set('state', state);
  return url.toString();
}

/**
 * Exchanges the code of a consent, which is valid for 30 seconds and for one use. Throws `BoxError`; its `problem` says
 * what to show. The type is `BoxUnauthorized` for an expired or used code.
 */
export async function exchangeCode(app: OAuthApp, code: string, options: TokenCallOptions = {}): Promise<TokenPair> {
  try {
    return await requestTokens(app, { grant_type: 'authorization_code', code, redirect_uri: app.redirectUri }, options);
  } catch (error) {
    if (isBoxError(error) && error.code === 'invalid_grant') throw boxError(error.type, 'consent_code_rejected', error);
    throw error;
  }
}

/**
 * Exchanges a refresh token for a new pair; the old refresh token is invalid from then on. Throws `BoxUnauthorized` only if
 * Box itself says `invalid_grant`: the token is expired, used or revoked. Any other failure is `BoxUnavailable` or
 * `BoxRateLimited`, because it says nothing about the grant, nor about the item that the token was needed for.
 */
export function refreshTokens(app: OAuthApp, refreshToken: string, options: TokenCallOptions = {}): Promise<TokenPair> {
  return requestTokens(app, { grant_type: 'refresh_token', refresh_token: refreshToken }, options);
}

/**
 * Revokes a token pair by either of its tokens. True also for a token that was invalid already; false if Box rejects the
 * call, for example because our client credentials are wrong: the tokens are then still valid.
 */
export async function revokeToken(app: OAuthApp, token: string, options: TokenCallOptions = {}): Promise<boolean> {
  try {
    const answer = await post(app, '/oauth2/revoke', { token }, options);
    // Box's answer is empty. A page with status 200 is somebody else's, and nothing was revoked.
    if (answer.body.trim() !== '' && parseJson(answer.body) === undefined) throw errorFromUnreadable(answer);
    return true;
  } catch (error) {
    if (!isBoxError(error)) throw error;
    const { code, type, problem } = error;
    if (code !== null && INVALID_TOKEN.has(code)) return true;
    if (code === null || type === 'BoxRateLimited' || problem.code === 'box_unavailable') throw error;
    return false;
  }
}

async function requestTokens(
  app: OAuthApp,
  grant: Record<string, string>,
  options: TokenCallOptions,
): Promise<TokenPair> {
  const answer = await post(app, '/oauth2/token', grant, options);
  const json = parseJson(answer.body);
  if (json === undefined) throw errorFromUnreadable(answer);
  const parsed = tokenResponse.safeParse(json);
  if (!parsed.success) throw unavailable(200);
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = parsed.data;
  const issuedAt = new Date();
  return { accessToken, refreshToken, issuedAt, expiresAt: new Date(issuedAt.getTime() + seconds * 1000) };
}

/** Makes a call to a token endpoint; returns a response with status 200. */
async function post(
  app: OAuthApp,
  path: string,
  fields: Record<string, string>,
  { timeoutMs = TIMEOUT_MS, dispatcher }: TokenCallOptions,
): Promise<Answer> {
  const answer = await send({
    url: `${app.apiBaseUrl}${path}`,
    form: new URLSearchParams({ ...fields, client_id: app.clientId, client_secret: app.clientSecret }),
    idleMs: timeoutMs,
    totalMs: timeoutMs,
    maxBytes: MAX_BODY_BYTES,
    ...(dispatcher ? { dispatcher } : {}),
  });
  if (answer.status !== 200) throw errorFromAnswer(answer, 'token');
  return answer;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
