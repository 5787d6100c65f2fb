/** How a call reaches Box: token, budget, timeouts, and a typed error for every failure. */
import { Agent, request } from 'undici';
import type { z } from 'zod';
import type { CallLane } from './budget.js';
import { BoxError, errorFromResponse, isBoxError, unavailable } from './errors.js';
import type { Governor } from './governor.js';
import { parseBoxJson } from './parse-json.js';
import { readText } from './read-text.js';

/** Every purpose of a call. Calls are the scarce resource and are counted by purpose. */
export const CALL_PURPOSES = [
  'test',
  'users',
  'listing',
  'collaborations',
  'express',
  'stream',
  'backfill',
  'token',
] as const;
/** The purpose of a call. */
export type CallPurpose = (typeof CALL_PURPOSES)[number];

/** The bulk scan can wait; everything else is live work and has a share of the budget reserved for it. */
const LANES: Readonly<Record<CallPurpose, CallLane>> = {
  users: 'bulk',
  listing: 'bulk',
  collaborations: 'bulk',
  test: 'live',
  express: 'live',
  stream: 'live',
  backfill: 'live',
  token: 'live',
};

/** The source of access tokens. */
export interface AccessTokens {
  current(): Promise<string>;
  /** Returns another token after Box rejected this one with 401, or throws `BoxUnauthorized`. */
  renew(rejected: string): Promise<string>;
}

/** The connection to Box for one account's grant. */
export interface Transport {
  readonly baseUrl: string;
  readonly tokens: AccessTokens;
  readonly governor: Governor;
  /** The account that gave consent; null if it is not known yet. */
  readonly accountId: string | null;
  /** Called before each request. */
  readonly onCall: (purpose: CallPurpose) => void;
  /**
   * The longest wait for the response headers, and between two pieces of the body, in milliseconds (default 30 s). The
   * whole response may take four times as long.
   */
  readonly timeoutMs?: number;
}

/** Options of one call. */
export interface CallOptions {
  readonly purpose: CallPurpose;
  /** The user to act as. Not sent for the account that gave consent, because Box rejects an account's own id. */
  readonly asUser?: string;
  readonly signal?: AbortSignal;
}

/** The address of a GET call; undefined and empty parameters are omitted. */
export interface Endpoint {
  readonly path: string;
  readonly query: Readonly<Record<string, string | number | undefined>>;
}

/** One connection pool for all clients of the process. */
const agent = new Agent({ connections: 64, keepAliveTimeout: 30_000 });
const TIMEOUT_MS = 30_000;
/** The limit for the whole response, as a multiple of the limit for its headers. */
const WHOLE_RESPONSE = 4;
/** A page of 1,000 items has about one megabyte; a response of this size is an error. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * Makes a GET call and parses its response. Throws `BoxError`, or the reason of the abort if `signal` aborts. A call
 * that fails because its access token expired is repeated once with a new token; nothing else is retried.
 */
export async function get<T extends z.ZodType>(
  transport: Transport,
  endpoint: Endpoint,
  schema: T,
  call: CallOptions,
): Promise<z.output<T>> {
  const token = await transport.tokens.current();
  try {
    return await getOnce(transport, endpoint, token, schema, call);
  } catch (error) {
    if (!isBoxError(error, 'BoxUnauthorized') || error.status !== 401) throw error;
    return getOnce(transport, endpoint, await transport.tokens.renew(token), schema, call);
  }
}

async function getOnce<T extends z.ZodType>(
  transport: Transport,
  endpoint: Endpoint,
  token: string,
  schema: T,
  call: CallOptions,
): Promise<z.output<T>> {
  const { governor, accountId } = transport;
  const asUser = call.asUser === accountId ? undefined : call.asUser;
  const budget = asUser ?? accountId ?? 'self';
  await governor.acquire(budget, LANES[call.purpose], call.signal);
  transport.onCall(call.purpose);
  try {
    const headers = { authorization: `Bearer ${token}`, ...(asUser === undefined ? {} : { 'as-user': asUser }) };
    return parse(await send(transport, endpoint, headers, call.signal), schema);
  } catch (error) {
    if (isBoxError(error, 'BoxRateLimited')) governor.limited(budget, error.retryAfterMs);
    throw error;
  }
}

async function send(
  { baseUrl, timeoutMs = TIMEOUT_MS }: Transport,
  endpoint: Endpoint,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<string> {
  const url = urlOf(baseUrl, endpoint);
  const until = Date.now() + timeoutMs * WHOLE_RESPONSE;
  try {
    const response = await request(url, {
      dispatcher: agent,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      headers: { accept: 'application/json', ...headers },
      ...(signal ? { signal } : {}),
    });
    const body = await readText(response.body, { maxBytes: MAX_BODY_BYTES, until });
    if (response.statusCode === 200) return body;
    const header = (name: string) => {
      const value = response.headers[name];
      return typeof value === 'string' ? value : null;
    };
    throw errorFromResponse({
      status: response.statusCode,
      retryAfter: header('retry-after'),
      requestId: header('box-request-id'),
      wwwAuthenticate: header('www-authenticate'),
      body,
    });
  } catch (error) {
    // An abort is the caller's own. Any other error is a failure of the network or of something on the way to Box.
    if (signal?.aborted || error instanceof BoxError) throw error;
    throw unavailable();
  }
}

function urlOf(baseUrl: string, { path, query }: Endpoint): URL {
  const url = new URL(`${baseUrl}/2.0${path}`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  return url;
}

/** A truncated or unexpected response with status 200 counts as a failure on the way to Box. */
function parse<T extends z.ZodType>(text: string, schema: T): z.output<T> {
  let json: unknown;
  try {
    json = parseBoxJson(text);
  } catch {
    throw unavailable(200);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw unavailable(200);
  return parsed.data;
}
