/** OAuth 2.0 with Box (developer.box.com, Authentication → OAuth 2.0; RFC 6749). */
import { request } from 'undici';
import { z } from 'zod';
import { BoxError, failureOf, isBoxError, unavailable } from './errors.js';
import { problem } from '../domain/problems.js';
import { readText } from './read-text.js';

/** Our app at Box and where it is spoken to. */
export interface OAuthApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizeUrl: string;
  readonly apiBaseUrl: string;
  readonly redirectUri: string;
}

/** What Box gives for a code or a refresh token; a refresh token lives 60 days and works once. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAt: Date;
}

/** How a call to the token endpoint is made. */
export interface TokenCallOptions {
  readonly signal?: AbortSignal;
  /** In milliseconds; default 20 s, well within the 30 s that a code lives. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 20_000;
const MAX_BODY_BYTES = 64 * 1024;
/** What Box says when it does not know us, whatever the token (RFC 6749 §5.2). */
const OURS_TO_MEND = new Set(['invalid_client', 'unauthorized_client']);

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
});

/** The address of Box's consent page for one link; `state` comes back with the answer. */
export function authorizeUrl(app: OAuthApp, state: string): string {
  const url = new URL(app.authorizeUrl);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', app.clientId);
  url.searchParams.set('redirect_uri', app.redirectUri);
  url.searchParams.set('state', state);
  return url.toString();
}

/** Exchanges a consent's code, which lives 30 seconds and works once. Throws `BoxUnauthorized` for a dead one. */
export async function exchangeCode(app: OAuthApp, code: string, options: TokenCallOptions = {}): Promise<TokenPair> {
  try {
    return await tokens(app, { grant_type: 'authorization_code', code, redirect_uri: app.redirectUri }, options);
  } catch (error) {
    if (isBoxError(error) && error.code === 'invalid_grant') {
      throw new BoxError({ ...detailsOf(error), problem: problem('consent_code_rejected') });
    }
    throw error;
  }
}

/** Exchanges a refresh token for a new pair; the old one is dead from then on. Throws `BoxUnauthorized` for a dead one. */
export function refreshTokens(app: OAuthApp, refreshToken: string, options: TokenCallOptions = {}): Promise<TokenPair> {
  return tokens(app, { grant_type: 'refresh_token', refresh_token: refreshToken }, options);
}

/**
 * Revokes a pair by either of its tokens; one that is dead already counts as revoked. False when it is our own
 * credentials that Box does not take: then the tokens live on.
 */
export async function revokeToken(app: OAuthApp, token: string, options: TokenCallOptions = {}): Promise<boolean> {
  try {
    await post(app, '/oauth2/revoke', { token }, options);
    return true;
  } catch (error) {
    if (!isBoxError(error, 'BoxUnauthorized', 'BoxRejected')) throw error;
    return !OURS_TO_MEND.has(error.code ?? '');
  }
}

async function tokens(app: OAuthApp, grant: Record<string, string>, options: TokenCallOptions): Promise<TokenPair> {
  const body = await post(app, '/oauth2/token', grant, options);
  const parsed = tokenAnswer.safeParse(parseJson(body));
  if (!parsed.success) throw unavailable(200);
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = parsed.data;
  return { accessToken, refreshToken, expiresAt: new Date(Date.now() + seconds * 1000) };
}

async function post(
  app: OAuthApp,
  path: string,
  fields: Record<string, string>,
  { signal, timeoutMs = TIMEOUT_MS }: TokenCallOptions,
): Promise<string> {
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await request(`${app.apiBaseUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({
        ...fields,
        client_id: app.clientId,
        client_secret: app.clientSecret,
      }).toString(),
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    const body = await readText(answer.body, { maxBytes: MAX_BODY_BYTES, until: Number.POSITIVE_INFINITY });
    if (answer.statusCode === 200) return body;
    const { 'retry-after': retryAfter, 'box-request-id': requestId } = answer.headers;
    throw failureOf({
      status: answer.statusCode,
      retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
      requestId: typeof requestId === 'string' ? requestId : null,
      wwwAuthenticate: null,
      body,
    });
  } catch (error) {
    if (error instanceof BoxError || signal?.aborted) throw error;
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

const detailsOf = ({ type, status, code, requestId, retryAfterMs }: BoxError) => ({
  type,
  status,
  code,
  requestId,
  retryAfterMs,
});
