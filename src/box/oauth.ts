/** OAuth 2.0 with Box (developer.box.com, Authentication → OAuth 2.0; RFC 6749). */
import { request } from 'undici';
import { z } from 'zod';
import type { TokenPair } from '../domain/connection.js';
import { BoxError, boxError, errorFromResponse, isBoxError, unavailable } from './errors.js';
import { readText } from './read-text.js';

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
}

const TIMEOUT_MS = 20_000;
const MAX_BODY_BYTES = 64 * 1024;
/** Errors that Box returns for our client credentials, whatever the token (RFC 6749 §5.2). */
const CLIENT_ERRORS = new Set(['invalid_client', 'unauthorized_client']);

const tokenResponse = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
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
 * Exchanges a refresh token for a new pair; the old refresh token is invalid from then on. Throws `BoxUnauthorized` for
 * an expired, used or revoked token.
 */
export function refreshTokens(app: OAuthApp, refreshToken: string, options: TokenCallOptions = {}): Promise<TokenPair> {
  return requestTokens(app, { grant_type: 'refresh_token', refresh_token: refreshToken }, options);
}

/**
 * Revokes a token pair by either of its tokens. True also for a token that was invalid already; false if Box rejects our
 * client credentials, because the tokens are then still valid.
 */
export async function revokeToken(app: OAuthApp, token: string, options: TokenCallOptions = {}): Promise<boolean> {
  try {
    await post(app, '/oauth2/revoke', { token }, options);
    return true;
  } catch (error) {
    if (!isBoxError(error, 'BoxUnauthorized', 'BoxRejected')) throw error;
    return !CLIENT_ERRORS.has(error.code ?? '');
  }
}

async function requestTokens(
  app: OAuthApp,
  grant: Record<string, string>,
  options: TokenCallOptions,
): Promise<TokenPair> {
  const body = await post(app, '/oauth2/token', grant, options);
  const parsed = tokenResponse.safeParse(parseJson(body));
  if (!parsed.success) throw unavailable(200);
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = parsed.data;
  return { accessToken, refreshToken, expiresAt: new Date(Date.now() + seconds * 1000) };
}

async function post(
  app: OAuthApp,
  path: string,
  fields: Record<string, string>,
  { timeoutMs = TIMEOUT_MS }: TokenCallOptions,
): Promise<string> {
  try {
    const response = await request(`${app.apiBaseUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        ...fields,
        client_id: app.clientId,
        client_secret: app.clientSecret,
      }).toString(),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const body = await readText(response.body, { maxBytes: MAX_BODY_BYTES, until: Number.POSITIVE_INFINITY });
    if (response.statusCode === 200) return body;
    const { 'retry-after': retryAfter, 'box-request-id': requestId } = response.headers;
    throw errorFromResponse({
      status: response.statusCode,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
      requestId: typeof requestId === 'string' ? requestId : null,
      wwwAuthenticate: null,
      body,
    });
  } catch (error) {
    if (error instanceof BoxError) throw error;
    throw unavailable();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
