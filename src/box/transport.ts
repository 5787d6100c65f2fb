/** How a call reaches Box: token, budget, timeouts, and a typed error for every failure. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import type { Answer } from './answers.js';
import { observeBoxTime } from './box-time.js';
import { LANES } from '../domain/monthly-calls.js';
import { metered, type CallMeter } from './call-meter.js';
import type { CallPurpose } from './call-purpose.js';
import { errorFromAnswer, errorFromUnreadable } from './classify.js';
import { isBoxError, unavailable } from './errors.js';
import type { Governor } from './governor.js';
import { parseBoxJson } from './parse-json.js';
import { send } from './send.js';

export type { CallPurpose };

/** The source of access tokens. */
export interface AccessTokens {
  current(): Promise<string>;
  /** Returns another token after Box rejected this one with 401. Throws `BoxUnauthorized` if the grant has ended. */
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
  readonly meter?: CallMeter;
  /**
   * The longest wait for the response headers, and between two pieces of the body, in milliseconds (default 30 s). The
   * whole response may take four times as long.
   */
  readonly timeoutMs?: number;
  /** How long to wait before a 401 for a new token is checked once more, in milliseconds (default 3 s). */
  readonly recheckMs?: number;
  /** The connection pool; by default that of the process. */
  readonly dispatcher?: Dispatcher;
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

const TIMEOUT_MS = 30_000;
/** The limit for the whole response, as a multiple of the limit for its headers. */
const WHOLE_RESPONSE = 4;
/** A page of 1,000 items has about one megabyte; a response of this size is an error. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

const RECHECK_MS = 3_000;

/**
 * Makes a GET call and parses its response. Throws `BoxError`, or the reason of the abort if `signal` aborts. A call for
 * which Box answers 401 is repeated with a new token, and once more after a pause if Box rejects that one too: only then is
 * the 401 believed. Nothing else is retried.
 */
export async function get<T extends z.ZodType>(
  transport: Transport,
  endpoint: Endpoint,
  schema: T,
  call: CallOptions,
): Promise<z.output<T>> {
  const attempt = (token: string) => getOnce(transport, endpoint, token, schema, call);
  const token = await transport.tokens.current();
  try {
    return await attempt(token);
  } catch (error) {
    if (!isBoxError(error, 'BoxUnauthorized')) throw error;
  }
  const renewed = await transport.tokens.renew(token);
  try {
    return await attempt(renewed);
  } catch (error) {
    if (!isBoxError(error, 'BoxUnauthorized')) throw error;
  }
  await delay(transport.recheckMs ?? RECHECK_MS, undefined, call.signal ? { signal: call.signal } : {});
  return attempt(renewed);
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
  const askedAt = performance.now();
  // Behind the rescans of a storm of changes, the poll that brings the next changes would wait for minutes.
  await governor.acquire(budget, LANES[call.purpose], call.signal, call.purpose === 'stream');
  transport.meter?.waited(LANES[call.purpose], performance.now() - askedAt);
  transport.onCall(call.purpose);
  try {
    const headers = { authorization: `Bearer ${token}`, ...(asUser === undefined ? {} : { 'as-user': asUser }) };
    return await metered(transport.meter, call.purpose, async () =>
      parse(await exchange(transport, endpoint, headers, call.signal), schema),
    );
  } catch (error) {
    if (isBoxError(error, 'BoxRateLimited')) governor.limited(budget, error.retryAfterMs);
    throw error;
  }
}

function exchange(
  { baseUrl, dispatcher, timeoutMs = TIMEOUT_MS }: Transport,
  endpoint: Endpoint,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  return send({
    url: urlOf(baseUrl, endpoint),
    headers,
    idleMs: timeoutMs,
    totalMs: timeoutMs * WHOLE_RESPONSE,
    maxBytes: MAX_BODY_BYTES,
    ...(signal ? { signal } : {}),
    ...(dispatcher ? { dispatcher } : {}),
  });
}

function urlOf(baseUrl: string, { path, query }: Endpoint): URL {
  const url = new URL(`${baseUrl}/2.0${path}`);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
  }
  return url;
}

/** A truncated or unexpected response with status 200 counts as a failure on the way to Box. */
function parse<T extends z.ZodType>(answer: Answer, schema: T): z.output<T> {
  if (answer.status !== 200) throw errorFromAnswer(answer, 'api');
  let json: unknown;
  try {
    json = parseBoxJson(answer.body);
  } catch {
    throw errorFromUnreadable(answer);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw unavailable(200);
  observeBoxTime(answer.date);
  return parsed.data;
}
